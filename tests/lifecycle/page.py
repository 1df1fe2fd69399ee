"""The page of `cognito try`: what a person does on it, and sees there."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.lifecycle.tries import Try


class Page:
    """What a person does on the page, and sees there."""

    def __init__(self, browser: Any, running: Try) -> None:
        self.browser, self.running = browser, running
        browser.get_log("performance")
        browser.get(running.said("page"))
        self._until(lambda: self._find("html").get_attribute("data-ready"))

    def _find(self, selector: str) -> Any:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def _until(self, holds: Any) -> Any:
        return WebDriverWait(self.browser, 30).until(lambda _: holds())

    @property
    def step(self) -> str:
        """Where the sign-in is."""
        return str(self._find("#steps .now").get_attribute("data-step"))

    def sign_in(self, password: str) -> None:
        """Give the password of the user whose name is there."""
        assert self._find("#username").get_attribute("value") == self.running.said("user")
        self._find("#password").send_keys(password)
        self._find("#password-form button").click()

    def answer(self, text: str) -> None:
        """Answer what is asked."""
        self._find("#answer").clear()
        self._find("#answer").send_keys(text)
        self._find("#answer-form button").click()

    def refused(self) -> str:
        """What it says is wrong."""
        self._until(lambda: self._find("#error").text)
        return str(self._find("#error").text)

    def reaches(self, step: str) -> None:
        """Wait for a step; nothing is wrong then."""
        self._until(lambda: self.step == step)
        assert self._find("#error").text == ""

    def secret(self) -> str:
        """What an authenticator app is given, which is also in the picture."""
        assert self._find("#qr").is_displayed()
        assert int(self._find("#qr").get_attribute("naturalWidth")) > 100
        return str(self._find("#secret").text)

    def claims(self, token: str) -> dict[str, str]:
        """A token's claims, as they are listed."""
        names = self.browser.find_elements(By.CSS_SELECTOR, f"#{token}-claims dt")
        values = self.browser.find_elements(By.CSS_SELECTOR, f"#{token}-claims dd")
        return {name.text: value.text for name, value in zip(names, values, strict=True)}

    def call(self, token: str) -> tuple[str, str]:
        """Call the API: status and answer."""
        self._find(f"[data-call={token}]").click()
        row = self._until(lambda: self.browser.find_elements(By.CSS_SELECTOR, f"tr[data-called={token}] td"))
        return row[1].text, row[2].text

    def left_out(self) -> str:
        """What it says is not as in AWS."""
        return str(self._find("#concessions").text)

    def sign_in_again(self) -> None:
        """Start over."""
        self._find("#again").click()

    def requested(self) -> set[str]:
        """Where the browser went for all of this."""
        messages = [json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance")]
        urls = [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]
        return {"data:" if url.startswith("data:") else "/".join(url.split("/")[:3]) for url in urls}

    def picture(self, file: Path) -> None:
        """Take a picture of the whole page."""
        height = self.browser.execute_script("return document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": 1000, "height": height, "scale": 1}
        options = {"captureBeyondViewport": True, "clip": clip}
        taken = self.browser.execute_cdp_cmd("Page.captureScreenshot", options)
        file.write_bytes(base64.b64decode(taken["data"]))
