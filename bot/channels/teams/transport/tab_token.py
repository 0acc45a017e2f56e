"""Whom the sign-in token of the console's tab names.

Teams gets the token from Entra for the user who is signed in there, and our page posts it to us:
https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/authentication/tab-sso-overview
"""

from dataclasses import dataclass
from uuid import UUID

from bot.channels.teams.tab import tab_resource
from bot.channels.teams.transport.signed_token import (
    LONGEST_TOKEN,
    Json,
    TokenRefusedError,
    claims_of,
    signing_key,
)
from bot.channels.teams.transport.signing_keys import SigningKey, SigningKeys
from common.plain_text import printable

SCOPE = "access_as_user"
LEEWAY_S = 60.0
# Teams on desktops and phones, and in browsers; only they are asked to get tokens for the tab:
# https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/authentication/tab-sso-register-aad
CLIENTS = frozenset(
    {"1fec8e78-bce4-4aaf-ab1b-5451cc387264", "5e3ce6c0-2b1f-4285-8d4b-75ee78787346"}
)
# The older kind of token, in every cloud that we know.
ISSUER_V1 = "https://sts.windows.net"
LONGEST_NAME = 200


def tenant_metadata(login_endpoint: str, tenant_id: str) -> str:
    """Where the tenant's own keys are named."""
    return f"{login_endpoint}/{tenant_id}/v2.0/.well-known/openid-configuration"


@dataclass(frozen=True)
class TabPolicy:
    """Whose tokens count: of one tenant, for one app at one address.

    `login_endpoint`: Entra's, without the tenant.
    """

    app_id: str
    tenant_id: str
    login_endpoint: str
    public_url: str

    @property
    def issuer(self) -> str:
        """Of the tenant's newer tokens, and of its keys."""
        return f"{self.login_endpoint}/{self.tenant_id}/v2.0"

    @property
    def issuer_v1(self) -> str:
        """Of the older tokens, which app registrations get unless they ask for the newer."""
        return f"{ISSUER_V1}/{self.tenant_id}/"

    @property
    def audiences(self) -> tuple[str, str]:
        """Who the tokens are for."""
        return tab_resource(self.public_url, self.app_id), self.app_id


@dataclass(frozen=True)
class TabUser:
    """The user of Teams: the object id decides, the name is only shown.

    Addresses in the token may be changed by others than the operator: none is read.
    """

    id: str
    name: str


class TabTokens:
    """Accepts the tokens that Teams gets for our tab and refuses every other."""

    def __init__(self, policy: TabPolicy, keys: SigningKeys) -> None:
        """`keys`: those of the policy's tenant."""
        self._policy, self._keys = policy, keys

    async def user(self, token: str) -> TabUser:
        """Whom the token names. Raises TokenRefusedError, KeysUnavailableError."""
        if len(token) > LONGEST_TOKEN:
            raise TokenRefusedError("too long")
        policy = self._policy
        key = await signing_key(token, self._keys)
        self._check_key(key)
        issuers = (policy.issuer, policy.issuer_v1)
        claims = claims_of(token, key, audiences=policy.audiences, issuers=issuers, leeway=LEEWAY_S)
        self._check(claims)
        return TabUser(_object_id(claims), _name(claims))

    def _check_key(self, key: SigningKey) -> None:
        """Entra says whose tokens a key signs, where it isn't everybody's."""
        theirs = (key.issuer or self._policy.issuer).replace("{tenantid}", self._policy.tenant_id)
        if theirs != self._policy.issuer:
            raise TokenRefusedError("the key is not the tenant's")

    def _check(self, claims: Json) -> None:
        if not isinstance(claims["aud"], str):
            raise TokenRefusedError("for more than one audience")
        if claims.get("tid") != self._policy.tenant_id:
            raise TokenRefusedError("of another tenant, or of none")
        client = claims.get("azp" if claims["iss"] == self._policy.issuer else "appid")
        if client not in CLIENTS:
            raise TokenRefusedError("not asked for by Teams")
        scopes = claims.get("scp")
        if not isinstance(scopes, str) or SCOPE not in scopes.split():
            raise TokenRefusedError(f"without the scope {SCOPE}")


def _object_id(claims: Json) -> str:
    try:
        return str(UUID(claims["oid"]))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise TokenRefusedError("without an object id") from error


def _name(claims: Json) -> str:
    name = claims.get("name")
    return " ".join(printable(name).split())[:LONGEST_NAME] if isinstance(name, str) else ""
