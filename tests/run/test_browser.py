"""The pages of a service in a browser, with JavaScript and without."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect, sync_playwright

from tests.conftest import Render
from tests.run.browser import PASSWORD, faults, log_out, shown, sign_up, visitor, write
from tests.run.servers import serve
from tests.run.services import install, skip
from tests.space import Combination, can_be_on_together, usual_with
from tests.stacks import FRAMEWORKS

pytestmark = pytest.mark.slow

SERVED = {
    name: answers
    for framework in FRAMEWORKS.values()
    for name, answers in framework.pages.items()
}
# Where a picture of the list is put, if anywhere: PICTURE=docs/pages.png
PICTURE = os.environ.get("PICTURE")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        skip("no chromium is installed", "SERVICES")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=SERVED)
def url(
    request: pytest.FixtureRequest,
    render: Render,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Where a service is reached that runs by its production command.

    Chromium keeps the Secure cookies of 127.0.0.1, though it speaks no HTTPS.
    """
    combination = usual_with(**SERVED[request.param])
    folder = tmp_path_factory.mktemp("browser") / "service"
    service = install(combination, render(folder, **combination.data))
    service.migrate()
    with serve(service) as server:
        yield server.url


def test_pages_of_each_framework_that_has_them_are_served() -> None:
    served: list[Combination] = [usual_with(**answers) for answers in SERVED.values()]

    assert all("htmx" in combination.layers for combination in served)
    assert {combination.data["framework"] for combination in served} == {
        framework for framework in FRAMEWORKS if can_be_on_together({framework, "htmx"})
    }


def test_pages_serve_who_has_javascript(browser: Browser, url: str) -> None:
    with visitor(browser, url) as page:
        sign_up(page, "script@example.com")

        page.get_by_role("link", name="New post").click()
        title = page.get_by_label("Title")
        title.focus()
        page.keyboard.press("Tab")
        field = page.locator(".field").filter(has=title)
        error = field.locator(".errorlist")
        expect(error).to_have_text("This field is required.")
        expect(title).to_have_attribute("aria-invalid", "true")
        expect(title).to_have_accessible_description("This field is required.")
        title.fill("Weaving")
        page.keyboard.press("Tab")
        expect(error).to_have_count(0)
        expect(title).not_to_have_attribute("aria-invalid", "true")

        write(page, "Weaving by steam", "Of looms.", "looms")
        write(page, "Counting by steam", "Of engines.", "engines, script")

        page.goto("/")
        page.evaluate("window.isTheSamePage = true")
        page.get_by_label("Search posts").press_sequentially("ENGINES")
        expect(page).to_have_url(f"{url}/?q=ENGINES")
        expect(page.get_by_role("status").get_by_text("1 post")).to_be_visible()
        assert shown(page) == ["Counting by steam"]
        page.get_by_role("link", name="script").click()
        expect(page).to_have_url(f"{url}/?q=ENGINES&tag=script")
        page.get_by_label("Search posts").fill("looms")
        expect(page).to_have_url(f"{url}/?q=looms&tag=script")
        expect(page.locator("#count")).to_have_text("0 posts tagged “script”")
        page.get_by_role("link", name="Show all tags").click()
        expect(page.locator("#count")).to_have_text("1 post")
        assert page.evaluate("window.isTheSamePage")
        page.go_back()
        expect(page.locator("#count")).to_have_text("0 posts tagged “script”")

        page.goto("/?q=engines")
        page.get_by_role("link", name="Counting by steam").click()
        page.get_by_role("link", name="Delete").click()
        button = page.get_by_role("button", name="Delete")
        expect(button).to_be_focused()
        button.click()
        expect(page.get_by_text("Post deleted.")).to_be_visible()
        log_out(page)


def test_a_form_on_its_way_is_not_checked(browser: Browser, url: str) -> None:
    with visitor(browser, url) as page:
        page.goto("/sign-up")
        page.get_by_label("E-mail address").fill("leaving@example.com")
        page.get_by_label("Name").fill("Ada Lovelace")
        with page.expect_response("**/sign-up?field=name"):
            page.get_by_label("Password").fill(PASSWORD)
        held: list[Route] = []
        page.route("**/sign-up", lambda route: held.append(route))
        checks: list[str] = []
        page.on("request", lambda request: checks.append(request.url))

        page.get_by_role("button", name="Sign up").click(no_wait_after=True)
        page.wait_for_timeout(500)  # a field is checked 200 ms after one leaves it
        assert checks == [f"{url}/sign-up"]

        held[0].continue_()
        expect(page.get_by_text("Welcome, Ada Lovelace!")).to_be_visible()


def test_pages_serve_who_has_no_javascript(browser: Browser, url: str) -> None:
    with visitor(browser, url, has_script=False) as page:
        sign_up(page, "plain@example.com")

        page.goto("/posts/new")
        page.get_by_label("Title").fill("Plain looms")
        page.get_by_label("Text").fill("Of plain looms.")
        page.get_by_label("Tags").fill(",".join("abcdefghijk"))
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Enter at most 10 tags.")).to_be_visible()
        expect(page.get_by_label("Text")).to_have_value("Of plain looms.")
        page.get_by_label("Tags").fill("plain")
        page.get_by_label("Published").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="Plain looms")).to_be_visible()

        page.goto("/")
        page.get_by_label("Search posts").fill("plain looms")
        page.get_by_role("button", name="Search").click()
        expect(page).to_have_url(f"{url}/?q=plain+looms")
        assert shown(page) == ["Plain looms"]
        page.get_by_role("link", name="plain", exact=True).click()
        expect(page.locator("#count")).to_have_text("1 post tagged “plain”")

        page.get_by_role("link", name="Plain looms").click()
        page.get_by_role("link", name="Delete").click()
        expect(page.get_by_role("heading", name="Delete post")).to_be_visible()
        page.get_by_role("button", name="Delete").click()
        expect(page.get_by_text("Post deleted.")).to_be_visible()
        log_out(page)


POSTS = {
    "The difference engine": "It counts by turning wheels, and never tires.",
    "Patterns on cards": "A loom reads what it weaves from cards, one a thread "
    "of the weft. Whoever punches the cards decides, and need not weave.",
    "Notes on the analytical engine": "It weaves algebraical patterns just as the "
    "Jacquard loom weaves flowers and leaves. It can do whatever we know how to order.",
}
TAGS = ("engines", "looms, cards", "engines, looms, mathematics")


def test_pages_can_be_read(browser: Browser, url: str) -> None:
    with visitor(browser, url) as page:
        sign_up(page, "reader@example.com")
        for (title, text), tags in zip(POSTS.items(), TAGS, strict=True):
            write(page, title, text, tags)

        post = page.url
        for path in ("/", post, f"{post}/edit", f"{post}/delete", "/password"):
            assert faults(page, path) == []
        if PICTURE:
            page.goto("/")
            page.screenshot(path=PICTURE)
        log_out(page)
        for path in ("/sign-up", "/log-in", "/password/reset"):
            assert faults(page, path) == []
