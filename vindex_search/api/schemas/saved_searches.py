"""Saved searches, what they told and how it was delivered, as JSON."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from vindex_search.alerts.delivery.entry import Entry, State
from vindex_search.alerts.rates.promise import Promise, Support
from vindex_search.alerts.saved_search import (
    DEFAULT_ONE_IN,
    MAX_NAME_LENGTH,
    MAX_ONE_IN,
    SavedSearch,
)
from vindex_search.api.schemas import described
from vindex_search.api.schemas.query.search import SearchParams

OF_ONE_ANSWER: Final = frozenset({"like", "order", "curve", "limit", "cursor", "facets", "explain", "format"})
NAME: Final[dict[str, Any]] = described.text_of(MAX_NAME_LENGTH)
ID_EXAMPLE: Final = "ss-0123456789ab"


class SaveRequest(BaseModel):
    """A search to save."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=MAX_NAME_LENGTH, description="What people call it.", examples=["Ovens"])
    search: SearchParams = Field(description="`q`, channels and filters of `GET /v1/search`.", examples=[{"q": "oven"}])
    one_in: int = Field(
        DEFAULT_ONE_IN,
        ge=1,
        le=MAX_ONE_IN,
        description="At most one of so many new videos without the subject may give a false alarm.",
    )
    webhook: str = Field("", max_length=2000, description="Address to tell: http or https; empty: none.")


class ChangeRequest(BaseModel):
    """What to change of a saved search; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(None, min_length=1, max_length=MAX_NAME_LENGTH, description="Its name.")
    one_in: int | None = Field(
        None, ge=1, le=MAX_ONE_IN, description="The rate of false alarms, one in so many videos."
    )
    webhook: str | None = Field(None, max_length=2000, description="Address to tell; empty: none any more.")
    active: bool | None = Field(None, description="Whether new videos are compared with it.")
    new_secret: bool = Field(False, description="Make a new secret; the old one is worth nothing from then on.")


class PromiseOut(BaseModel):
    """What the rate of false alarms rests on."""

    support: Support = Field(
        description="`measured` on videos of this library, `extrapolated` from them, held by the `library` as a whole, "
        "or `none`: it was not calibrated yet."
    )
    videos: int = Field(description="Videos without the subject that the search was compared with.")
    measured_one_in: int = Field(description="The rarest rate that so many videos can show.")
    sentence: str = Field(description="The same in words.")


class SavedSearchOut(BaseModel):
    """A saved search."""

    id: str = Field(description="Its id.", examples=[ID_EXAMPLE])
    name: str = Field(description="What people call it.", examples=["Ovens"])
    search: dict[str, Any] = Field(description="The parameters of `GET /v1/search`.", examples=[{"q": "oven"}])
    workspaces: list[str] = Field(description="Whose videos are compared; empty: all of the library.")
    one_in: int = Field(description="At most one of so many videos without the subject gives a false alarm.")
    webhook: str = Field(description="Address that is told; empty: none.")
    active: bool = Field(description="Whether new videos are compared with it.")
    created_at: str = Field(description="Since when, ISO 8601 in UTC: what is published from then on is told.")
    created_by: str = Field(description="Name of the key that saved it.")
    told: int = Field(description="Moments that it told.")
    unseen: int = Field(description="Those of them that nobody has looked at.")
    dead: int = Field(description="Messages whose delivery was given up.")
    waiting: int = Field(description="Messages that are still to be delivered.")
    feed: str = Field(description="Its Atom feed.")
    promise: PromiseOut | None = Field(None, description="What the rate rests on; null in lists.")
    secret: str | None = Field(
        None, description="What messages are signed with: told when it is made, and never again.", examples=[None]
    )


class SavedSearchesOut(BaseModel):
    """The saved searches that the caller can see."""

    searches: list[SavedSearchOut] = Field(description="Oldest first.")


class ToldMomentOut(BaseModel):
    """A moment that was told."""

    id: str = Field(description="The same in the feed and in webhooks.")
    start_s: float = Field(description="Start in the video, in seconds.")
    end_s: float = Field(description="End in the video, in seconds.")
    text: str = Field(description="What is said or written there.")
    channels: list[str] = Field(description="Where it was found.")
    chance: float | None = Field(description="That a video without the subject has such a moment; null: not measured.")


class MessageOut(BaseModel):
    """What one new or changed video was told of, and how the message was delivered."""

    id: str = Field(description="Of the message, `Webhook-Id`.")
    at: str = Field(description="When, ISO 8601 in UTC.")
    video_id: str = Field(description="The video.")
    title: str = Field(description="Its title then.")
    moments: list[ToldMomentOut] = Field(description="By time.")
    state: State = Field(description="Of the delivery: `none` without a webhook, `pending`, `delivered`, `dead`.")
    tries: int = Field(description="Failed tries.")
    problem: str = Field(description="Why the last try failed; empty: it did not.")
    delivered_at: str | None = Field(description="When it arrived; null: it has not.")


class MessagesOut(BaseModel):
    """Messages of a saved search."""

    messages: list[MessageOut] = Field(description="Newest first.")
    next: str | None = Field(description="`before` of the next page; null: this is the last one.")


class TrialOut(BaseModel):
    """How a message to try a webhook went."""

    delivered: bool = Field(description="Whether the receiver answered with 2xx.")
    problem: str = Field(description="Why not; empty: it did.")


def unsuitable(params: SearchParams) -> list[str]:
    """The parameters that only one answer has, of those that are given."""
    return sorted(OF_ONE_ANSWER & params.query_params().keys())


def promise_out(promise: Promise) -> PromiseOut:
    """A promise as JSON."""
    return PromiseOut(
        support=promise.support,
        videos=promise.videos,
        measured_one_in=promise.measured_one_in,
        sentence=promise.sentence,
    )


def message_out(entry: Entry) -> MessageOut:
    """A message as JSON."""
    batch = entry.batch
    return MessageOut(
        id=batch.id,
        at=batch.at,
        video_id=entry.video_id,
        title=batch.title,
        moments=[ToldMomentOut(**moment.model_dump(mode="json")) for moment in batch.moments],
        state=entry.state,
        tries=entry.tries,
        problem=entry.problem,
        delivered_at=entry.delivered_at or None,
    )


def search_out(search: SavedSearch, *, dead: int, waiting: int, unseen: int, told: int) -> SavedSearchOut:
    """A saved search as JSON, without its secret."""
    return SavedSearchOut(
        id=search.id,
        name=search.name,
        search=search.params,
        workspaces=list(search.workspaces),
        one_in=search.one_in,
        webhook=search.webhook,
        active=search.active,
        created_at=search.created_at,
        created_by=search.created_by,
        told=told,
        unseen=unseen,
        dead=dead,
        waiting=waiting,
        feed=f"/v1/saved-searches/{search.id}/feed.atom",
    )
