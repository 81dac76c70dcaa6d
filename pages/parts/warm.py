"""What is loaded before the first visitor comes, so that nobody waits for it."""

import gc


def warm_up() -> None:
    """Load the heavy parts once, and put them out of the reach of every later tidying of memory."""
    import altair  # noqa: F401
    import pandas  # noqa: F401

    from instruments import shelf
    from models import history, recording  # noqa: F401
    from pages.document import start_page
    from pages.parts import own_page, questionnaire  # noqa: F401

    for instrument in shelf().values():
        instrument.languages  # noqa: B018  (a definition is read when it is first asked for)
    start_page()
    gc.collect()
    # Streamlit tidies memory after every run; without this it walks through all of pandas each time.
    gc.freeze()
