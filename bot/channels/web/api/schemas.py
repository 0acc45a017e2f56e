"""The request and response bodies of the chat API, as OpenAPI documents them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.channels.posted_form import LONGEST_KEY, LONGEST_VALUE, MOST_VALUES
from bot.channels.web.chat.rendering import Activity
from bot.channels.web.chat.suggested_questions import SuggestedQuestion

LONGEST_TEXT = LONGEST_VALUE
FormKey = Annotated[str, Field(max_length=LONGEST_KEY)]
FormValue = Annotated[str, Field(max_length=LONGEST_VALUE)]
LONGEST_TOKEN = 2_000
LONGEST_COMMENT = 500
# Digits of a message number: every such number is one for the database.
LONGEST_NUMBER = 9


class StrictBody(BaseModel):
    """A body with exactly these fields."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SessionRequest(StrictBody):
    """`new`: leave the earlier conversation; `bearer`: answer a token and set no cookie."""

    new: bool = False
    bearer: bool = False


class UserBody(BaseModel):
    """The signed-in user."""

    name: str
    email: str
    agency: str


class SessionBody(BaseModel):
    """The conversation as it stands.

    `known`: whether the request came with a session; asked twice, a browser that keeps our cookie
    has one. `open_drafts`: how many the signed-in user has; 0 without one.
    """

    user: UserBody | None
    sign_in: bool
    token: str | None
    known: bool
    messages: list[Activity]
    open_drafts: int
    suggested_questions: list[SuggestedQuestion]


class TextRequest(StrictBody):
    """A message that the user typed."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class ActionRequest(StrictBody):
    """The token of a button, and the button's title; `values`: what a form's inputs hold."""

    action: Annotated[str, Field(min_length=1, max_length=LONGEST_TOKEN)]
    title: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    values: Annotated[dict[FormKey, FormValue], Field(max_length=MOST_VALUES)] = {}


class ChatBody(BaseModel):
    """The user's message, then the answers."""

    messages: list[Activity]


class FeedbackRequest(StrictBody):
    """Whether the answer with that id was helpful."""

    message: Annotated[str, Field(pattern=rf"^[0-9]{{1,{LONGEST_NUMBER}}}$")]
    helpful: bool
    comment: Annotated[str, Field(max_length=LONGEST_COMMENT)] = ""


class HealthBody(BaseModel):
    """`unavailable`: the parts that the assistant needs and cannot reach."""

    status: str
    unavailable: list[str]
