"""Plain web addresses beside the pages: health, check-in links, signing in and out, and the style sheet."""

from starlette.routing import Route

from pages.routes import account, check_in_link, entrance, health, kiosk, letter, look, report, reset, stop

ROUTES = [
    Route("/healthz", health.alive),
    Route("/readyz", health.is_ready),
    Route("/c/{token:path}", check_in_link.offer, methods=["GET"]),
    Route("/c/{token:path}", check_in_link.redeem, methods=["POST"]),
    Route("/stop/{token}", stop.offer, methods=["GET"]),
    Route("/stop/{token}", stop.stop, methods=["POST"]),
    Route("/letter/{patient_id}", letter.offer, methods=["GET"]),
    Route("/letter/{patient_id}", letter.make, methods=["POST"]),
    Route("/sign-in", entrance.ask, methods=["GET"]),
    Route("/sign-in", entrance.sign_in, methods=["POST"]),
    Route("/sign-in/code", entrance.ask_code, methods=["GET"]),
    Route("/sign-in/code", entrance.give_code, methods=["POST"]),
    Route("/account", account.show, methods=["GET"]),
    Route("/account", account.act, methods=["POST"]),
    Route("/reset/{token}", reset.offer, methods=["GET"]),
    Route("/reset/{token}", reset.choose, methods=["POST"]),
    Route("/sign-out", entrance.confirm, methods=["GET"]),
    Route("/sign-out", entrance.sign_out, methods=["POST"]),
    Route("/report/{patient_id}", report.history_report, methods=["GET"]),
    Route("/my-report", report.own_report, methods=["GET"]),
    Route("/hand-over/{patient_id}", kiosk.offer, methods=["GET"]),
    Route("/hand-over/{patient_id}", kiosk.hand_over, methods=["POST"]),
    Route("/hand-back", kiosk.ask_back, methods=["GET"]),
    Route("/hand-back", kiosk.take_back, methods=["POST"]),
    Route("/look/{name}", look.look),
]
