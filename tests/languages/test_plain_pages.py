"""The pages without scripts speak each language: by the browser's wish, by a link, by the patient's own record."""

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest
from sqlmodel import select

from models.languages import NAMES, offered
from models.records import ItemAnswer, Person
from tests.pages.entrance import EXPIRED_LINK, Entrance
from tests.pages.test_without_scripts import HERE, db, fill, new_link, proof

OTHERS = tuple(each for each in offered() if each != "en")
TITLE = {"de": "Ihre Befragung", "es": "Su cuestionario", "fr": "Votre questionnaire", "nl": "Uw vragenlijst"}
START = {"de": "Beginnen", "es": "Empezar", "fr": "Commencer", "nl": "Beginnen"}
EVERY = ("/sign-in", "/away", "/leave", "/sign-out", "/c/none", "/shared/none", "/plain/check-in", f"/c/{EXPIRED_LINK}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entrance]:
    made = Entrance(tmp_path_factory.mktemp("plain"))
    made.seed()
    with made:
        yield made


@pytest.fixture
def phone(server: Entrance) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=20, follow_redirects=True) as client:
        yield client
    speak(server, "en")


def speak(server: Entrance, language: str) -> None:
    with db(server) as records:
        records.get_one(Person, server.people.ids["patient"]).language = language
        records.commit()


@pytest.mark.parametrize("language", OTHERS)
def test_every_open_page_speaks_the_browsers_language(phone: httpx.Client, language: str) -> None:
    english = ("This form is not watched", "In danger now?", "Emergency ", "Sign in", "Please ", "This link")
    for path in EVERY:
        page = phone.get(path, headers={"Accept-Language": f"xx, {language}-CH;q=0.9, en;q=0.8"})
        assert f'<html lang="{language}"' in page.text, path
        assert not [each for each in english if each in unescape(page.text)], path


@pytest.mark.parametrize("asked", ["", "xx", "*", "de;q=oops", "en-US,en;q=0.5", "q=;;,,", "it-IT,it"])
def test_whatever_else_a_browser_asks_for_is_english(phone: httpx.Client, asked: str) -> None:
    assert '<html lang="en">' in phone.get("/sign-in", headers={"Accept-Language": asked}).text


@pytest.mark.parametrize("language", OTHERS)
def test_a_link_speaks_the_patients_language(server: Entrance, phone: httpx.Client, language: str) -> None:
    speak(server, language)
    page = phone.get(f"/c/{new_link(server)}")
    assert f'<html lang="{language}"' in page.text
    assert f"<h1>{TITLE[language]}</h1>" in page.text
    assert START[language] in page.text
    assert all(NAMES[each] in page.text for each in offered())


@pytest.mark.parametrize("language", OTHERS)
def test_chosen_on_the_link_and_kept_from_then_on(server: Entrance, phone: httpx.Client, language: str) -> None:
    """The link is no less a link for it: nothing is used up, and the language is the patient's own afterwards."""
    link = f"/c/{new_link(server)}"
    assert TITLE[language] in phone.get(link, params={"language": language}).text
    form = phone.post(link, data={"layout": "plain", "language": language})
    assert form.url.path == HERE
    assert f'<html lang="{language}"' in form.text
    assert f"<h1>{TITLE[language]}</h1>" in form.text
    with db(server) as records:
        assert records.get_one(Person, server.people.ids["patient"]).language == language


def test_a_language_that_nobody_offers_changes_nothing(server: Entrance, phone: httpx.Client) -> None:
    link = f"/c/{new_link(server)}"
    assert '<html lang="en">' in phone.get(link, params={"language": "xx"}).text
    assert '<html lang="en">' in phone.post(link, data={"layout": "plain", "language": '"><script>'}).text


def test_the_plain_form_changes_its_language_and_keeps_what_was_chosen(server: Entrance, phone: httpx.Client) -> None:
    form = phone.post(f"/c/{new_link(server)}", data={"layout": "plain"})
    some = {"proof": proof(form), "phq9:q1": "3", "phq9:q2": "1", "language": "de"}
    german = phone.post(HERE, data=some)
    assert '<html lang="de"' in german.text
    assert "Wenig Interesse oder Freude" in unescape(german.text)
    assert german.text.count(" checked") == 2
    with db(server) as records:
        assert {each.item: each.value for each in records.exec(select(ItemAnswer)).all()} == {"q1": 3, "q2": 1}


def test_help_stands_there_in_the_readers_language(server: Entrance, phone: httpx.Client) -> None:
    speak(server, "de")
    form = phone.post(f"/c/{new_link(server)}", data={"layout": "plain"})
    page = unescape(phone.post(HERE, data=fill(form, **{"phq9:q9": "2"})).text)
    assert "wenden Sie sich bitte sofort an einen Menschen" in page
    assert 'href="tel:116123"' in page
    assert "116 123 anrufen" in page
    done = unescape(phone.post(HERE, data=fill(phone.get(HERE), **{"phq9:q9": "2"})).text)
    assert "Danke. Eingegangen um" in done
    assert "Read on the next working day." in done, "the clinic's own words stay as they are"
    assert '<p lang="en" dir="ltr">Read on' in done


def test_arabic_where_a_clinic_names_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    """From the right, with the form from the left in it, and a sentence that says in which language it is asked."""
    made = Entrance(tmp_path_factory.mktemp("arabic"), settings={"FAIRTRIAL_LANGUAGES": '["ar"]'})
    made.seed()
    speak(made, "ar")
    with made, httpx.Client(base_url=made.url, timeout=20, follow_redirects=True) as phone:
        form = phone.post(f"/c/{new_link(made)}", data={"layout": "plain"}).text
    assert '<html lang="ar" dir="rtl">' in form
    assert "هذه الأسئلة غير متوفرة بلغتكم بعد" in form
    assert form.count('<fieldset lang="en" dir="ltr"') == 9
    assert "Text 85258" not in form
    assert '<span lang="ar" dir="rtl">' in form, "what stands in Arabic within the English form says so"


def test_streamlits_start_page_speaks_it_too(phone: httpx.Client) -> None:
    """For somebody without scripts, and for a screen reader before the first words are drawn."""
    phone.cookies.set("fairtrial_language", "de")
    page = phone.get("/check-in")
    assert '<html lang="de"' in page.text
    phone.cookies.clear()


@pytest.mark.parametrize("language", OTHERS)
def test_an_invented_patient_speaks_as_the_page_did(server: Entrance, phone: httpx.Client, language: str) -> None:
    """Nothing was chosen: the browser asked for the language, and the page of the person who is tried has it, too."""
    wish = {"Accept-Language": language}
    patient = server.people.ids["patient"]
    forms = re.findall(r"<form.*?</form>", phone.get("/sign-in", headers=wish).text, re.S)
    (form,) = (each for each in forms if patient in each)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    phone.post("/sign-in", data=fields, headers={**wish, "Origin": server.url})
    with db(server) as records:
        assert records.get_one(Person, patient).language == language
