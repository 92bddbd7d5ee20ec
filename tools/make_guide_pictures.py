"""The pictures of the user guide, taken from the demonstration: python -m tools.make_guide_pictures ADDRESS ACCOUNTS

ADDRESS is that of a `make run` that nobody has used yet, ACCOUNTS its demo-accounts.json: somebody logs in for the
first time and claims a marking of papers, and a gestionnaire finds the claim. Every person shown is fictional. Run it
again when a screen has changed; tests/gateway/test_guide.py holds the pictures to their weight and to the guide.
"""

import argparse
import json
import secrets
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "gateway" / "static" / "guide"
# Of Chromium: this process starts it for a moment, on this machine only.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# Tall, so that the console at the bottom of the window covers nothing of the content.
WINDOW = {"width": 1320, "height": 1600}
SCREEN = {"width": 1320, "height": 640}
TALLEST = 720
# The screens are flat: more colours would only weigh.
COLOURS = 48
PATIENCE_MS = 10_000
COPIES_TO_VALIDATE = "tr:has-text('Correction de copies'):not(:has-text('dématérialisées')):has-text('Non validé') a"


class Camera:
    """Takes what a window shows, as small files."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self._address = address
        page.set_default_timeout(PATIENCE_MS)

    def open(self, path: str) -> None:
        self.page.goto(self._address + path)

    def take(self, name: str, *, is_whole_screen: bool = False) -> None:
        """The content of the page, or the whole screen around it."""
        self.page.set_viewport_size(SCREEN if is_whole_screen else WINDOW)
        self.page.evaluate("document.activeElement.blur()")
        self.page.wait_for_load_state("networkidle")
        shown = self.page if is_whole_screen else self.page.locator("main")
        picture = Image.open(BytesIO(shown.screenshot())).convert("RGB")
        picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


def show_login(camera: Camera, newcomer: dict[str, str]) -> None:
    """From the letter to the password of one's own."""
    page = camera.page
    camera.open("/connexion")
    camera.take("login")
    page.fill("[name=identifier]", newcomer["identifier"])
    page.fill("[name=password]", newcomer["password"])
    page.click("main button:text-is('Valider')")
    page.wait_for_url("**/mot-de-passe")
    camera.take("password")
    password = "-".join("".join(secrets.choice("bcdfghjk") for _ in range(5)) for _ in range(4))
    page.fill("[name=new_password]", password)
    page.fill("[name=repeated_password]", password)
    page.click("main button:text-is('Valider')")
    page.locator("#console :text('Votre mot de passe est enregistré')").first.wait_for()
    camera.take("screen", is_whole_screen=True)


def show_claim(camera: Camera) -> None:
    """From the missions to the order number."""
    page = camera.page
    camera.open("/missions")
    camera.take("missions")
    camera.open("/etats-de-frais")
    page.check("[name=is_accepted]")
    page.click("main button:text-is('Valider')")
    camera.take("claims")
    page.locator(COPIES_TO_VALIDATE).first.click()
    claim = page.url
    camera.take("follow_up")
    page.click("a:has-text('Compléter')")
    page.fill("[name=copies]", "42")
    page.locator("#calcul-remuneration .amount-steps").wait_for()
    page.click(".claim-head summary")
    camera.take("fee")
    page.click("button:text-is('Suivant')")
    page.goto(claim + "/deplacement/lignes/nouvelle")
    page.fill("[name=power_cv]", "5")
    if not page.input_value("[name=distance_hectometres]"):
        page.fill("[name=distance_hectometres]", "60,5")
    page.fill("[name=departure_time]", "07:00")
    page.fill("[name=return_time]", "19:00")
    page.click("main button:has-text('OK')")
    page.locator(".trip").wait_for()
    page.click(".claim-head summary")
    camera.take("travel")
    page.goto(claim + "/validation")
    page.click("main button:has-text('OK')")
    page.wait_for_url("**/valide")
    camera.take("validated")


def show_desk(camera: Camera, manager: dict[str, str]) -> None:
    """What waits for a gestionnaire."""
    page = camera.page
    camera.open("/connexion")
    page.fill("[name=identifier]", manager["identifier"])
    page.fill("[name=password]", manager["password"])
    page.click("main button:text-is('Valider')")
    camera.open("/gestion/etats-de-frais")
    camera.take("desk")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("address")
    parser.add_argument("accounts", type=Path)
    arguments = parser.parse_args()
    accounts = json.loads(arguments.accounts.read_text(encoding="utf-8"))

    def account(role: str, is_fitting: Callable[[str], bool]) -> dict[str, str]:
        return next(each for each in accounts if each["role"] == role and is_fitting(each["note"]))

    newcomer = account("intervenant", lambda note: "premier accès" in note)
    manager = account("gestionnaire", lambda note: "premier accès" not in note)
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)

        def camera() -> Camera:
            return Camera(browser.new_context(viewport=WINDOW, locale="fr-FR").new_page(), arguments.address)

        examiner = camera()
        show_login(examiner, newcomer)
        show_claim(examiner)
        show_desk(camera(), manager)
        browser.close()
    for picture in sorted(FOLDER.iterdir()):
        print(f"{picture.name}: {picture.stat().st_size} bytes")


if __name__ == "__main__":
    main()
