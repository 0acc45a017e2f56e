"""`/auth`: sign in at the identity provider, come back, sign out."""

import logging
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import BaseModel

from bot.channels.web.api.errors import ApiError, ErrorBody
from bot.channels.web.signin.claims import ClaimsError, user_of
from bot.channels.web.signin.failures import SignInError
from bot.channels.web.signin.provider import Provider
from bot.channels.web.signin.result_pages import HOME, PRIVATE, ResultPages, same_site
from bot.channels.web.signin.session import remember, signed_in
from bot.channels.web.signin.settings import SignInSettings, is_safe
from common.settings import SettingsError
from contacts.agency_table import AgencyTable
from locales import Labels

logger = logging.getLogger(__name__)

PREFIX, CALLBACK = "/auth", "/auth/callback"

Responses = dict[int | str, dict[str, Any]]


class SignOutBody(BaseModel):
    """Where the page goes next: home, or to the provider to sign out there, too."""

    location: str


class SignIn:
    """The handlers of the sign-in."""

    def __init__(
        self,
        settings: SignInSettings,
        redirect_base: str,
        labels: Labels,
        agencies: AgencyTable | None,
    ) -> None:
        self._settings = settings
        self._base = _origin(redirect_base)
        self._provider = Provider(settings)
        self._pages = ResultPages(labels)
        self._agencies = agencies

    async def login(
        self, request: Request, wanted: Annotated[str, Query(alias="next")] = HOME
    ) -> Response:
        """To the identity provider; `next` is the page of this site to come back to."""
        back = same_site(wanted)
        try:
            url = await self._provider.begin(request, self._base + CALLBACK, back)
        except SignInError as error:
            return self._failed(error, back)
        return RedirectResponse(url, 302, PRIVATE)

    async def callback(self, request: Request) -> Response:
        """Back from the identity provider."""
        back = HOME
        try:
            back = await self._provider.back(request)
            claims = await self._provider.claims(request)
            user = user_of(claims, self._settings, self._agencies)
        except SignInError as error:
            return self._failed(error, back)
        except ClaimsError as error:
            return self._failed(SignInError("refused", str(error)), back)
        remember(request.session, user)
        return RedirectResponse(back, 303, PRIVATE)

    async def done(self, request: Request) -> Response:
        """The end of a sign-in in a window of its own."""
        user, _ = signed_in(request.session, self._settings)
        return self._pages.done() if user else RedirectResponse(HOME, 303, PRIVATE)

    async def logout(self, request: Request) -> Response:
        """Forget the user and the conversation."""
        if request.headers.get("origin") != self._base:
            raise ApiError("forbidden_origin")
        request.session.clear()
        location = await self._provider.signed_out(self._base + HOME) or HOME
        return JSONResponse(SignOutBody(location=location).model_dump(), headers=PRIVATE)

    def _failed(self, error: SignInError, back: str) -> HTMLResponse:
        logger.warning("sign-in: %s: %s", error.kind, error)
        return self._pages.failure(error.kind, back)


def sign_in_router(
    settings: SignInSettings,
    redirect_base: str,
    labels: Labels,
    agencies: AgencyTable | None = None,
) -> APIRouter:
    """The routes under /auth, none while sign-in is off; they need WebSessionMiddleware.

    `redirect_base`: the origin that users reach, as the provider knows it: https://help.example.gov.
    `agencies`: says which agency a user works for. Asks the provider nothing yet. Raises
    SettingsError.
    """
    router = APIRouter(prefix=PREFIX, tags=["sign-in"])
    if not settings.enabled:
        return router
    sign_in = SignIn(settings, redirect_base, labels, agencies)
    add = router.add_api_route
    away = _page_for(503, "Sign-in does not answer")
    failed = away | _page_for(400, "Expired") | _page_for(403, "Refused")
    add("/login", sign_in.login, status_code=302, response_class=HTMLResponse, responses=away)
    add(
        "/callback",
        sign_in.callback,
        status_code=303,
        response_class=HTMLResponse,
        responses=failed,
    )
    add("/done", sign_in.done, response_class=HTMLResponse, responses=_page_for(303, "Home"))
    out: Responses = {403: {"model": ErrorBody}}
    add("/logout", sign_in.logout, methods=["POST"], response_model=SignOutBody, responses=out)
    return router


def _page_for(status: int, what: str) -> Responses:
    return {status: {"description": what, "content": {"text/html": {}}}}


def _origin(base: str) -> str:
    """The address as browsers write it in `Origin`."""
    parts = urlsplit(base)
    if not is_safe(base) or parts.path.strip("/") or parts.query:
        raise SettingsError(
            f"PUBLIC_URL={base}: sign-in needs an address with HTTPS and without a path, like "
            "https://help.example.gov"
        )
    return f"{parts.scheme}://{parts.netloc}".lower()
