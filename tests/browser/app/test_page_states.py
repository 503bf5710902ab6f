"""The library and the states with nothing to list: each says what is so, and what one can do."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.support.browser.page import texts
from tests.support.browser.recorded_service import Recorded, moment, proof, video


def test_the_library_shows_each_video_with_its_condition(page: Page, service: str) -> None:
    page.goto(service)
    expect(page.locator(".video")).to_have_count(4)
    assert texts(page, ".video.indexed .time") == ["1:37", "0:16"]
    expect(page.locator(".video.failed .condition")).to_have_text("The file is cut off: its index (moov) is missing.")
    expect(page.locator(".video.processing .condition")).to_have_text("Being indexed")
    assert page.locator(".video.failed a, .video.processing a").count() == 0


def test_the_notice_of_the_model_set_is_shown(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy")
    expect(page.locator("#notices")).to_contain_text("no picture vectors")


def test_a_video_on_its_way_appears_by_itself(page: Page, service: str, recorded: Recorded) -> None:
    page.clock.install()
    page.goto(service)
    expect(page.locator(".video.processing")).to_have_count(1)
    recorded.videos[3] = video("space--new-2222222222", "Fresh upload", thumbnail_url=None)
    page.locator(".video a").nth(1).focus()
    page.clock.run_for(5000)
    expect(page.locator(".video.indexed")).to_have_count(3)
    expect(page.locator(".video a").nth(1)).to_be_focused()


def test_an_empty_library_says_where_to_put_a_video(page: Page, service: str, recorded: Recorded) -> None:
    recorded.videos, recorded.may = [], ["search"]
    page.goto(service)
    expect(page.locator(".panel")).to_contain_text("Put a video in the uploads folder")
    expect(page.get_by_role("button", name="Upload")).to_have_count(0)
    expect(page.locator(".panel code")).to_have_text("/srv/vindex/uploads/<workspace>/")


def test_nothing_found_names_the_question_and_the_videos_on_their_way(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=zebra")
    expect(page.locator(".panel h2")).to_have_text("Nothing found for “zebra”")
    expect(page.locator(".panel p")).to_contain_text("1 video is still being indexed")


def test_a_problem_is_shown_in_the_words_of_the_service(page: Page, service: str, recorded: Recorded) -> None:
    recorded.problem = (503, "The index is not ready", "The collection vindex-ab12 is being built.")
    page.goto(f"{service}/?q=energy")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The index is not ready")
    expect(alert).to_contain_text("The collection vindex-ab12 is being built.")


def test_an_unreachable_service_can_be_tried_again(page: Page, service: str) -> None:
    page.goto(service)
    page.route("**/v1/**", lambda route: route.abort())
    page.fill("#q", "energy")
    expect(page.get_by_role("alert")).to_contain_text("The service cannot be reached")
    page.unroute("**/v1/**")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".moment")).to_have_count(3)


def test_more_of_a_long_library_comes_on_request(page: Page, service: str, recorded: Recorded) -> None:
    recorded.more = "/v1/videos?cursor=2"
    recorded.pages["2"] = {"videos": [video("w--last-3333333333", "The last one", thumbnail_url=None)], "next": None}
    page.goto(service)
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".video")).to_have_count(5)
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)


def test_a_long_passage_is_cut_round_its_mark(page: Page, service: str, recorded: Recorded) -> None:
    text = "word " * 100 + "needle " + "word " * 100
    recorded.moments["needle"] = [moment("w--a-1111111111", "Haystack", 1.0, 2.0, proof("speech", text, "needle"))]
    recorded.moments["needle"][0]["thumbnail_url"] = None
    page.goto(f"{service}/?q=needle")
    expect(page.locator(".moment mark")).to_have_text("needle")
    assert len(texts(page, ".moment q")[0]) < 200
