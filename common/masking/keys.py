"""Finds private keys, access tokens of the usual makers, and recovery keys."""

import re

from common.masking.folding import Spans

_KEY = re.compile(r"(?i)-{2,10} ?BEGIN [\w ]{0,30}PRIVATE KEY|PuTTY-User-Key-File-\d")
_KEY_END = re.compile(r"(?i)END [\w ]{0,30}PRIVATE KEY[\w ]{0,9}-{0,10}|Private-MAC: ?\w+")
# How the makers' tokens begin, and what follows: as the makers and the scanners of code
# repositories document them, so that a key is known by its look, whatever is said around it.
_MAKERS = (
    r"(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}(?![^\W_])",  # Amazon
    r"gh[pousr]_\w{20,}",  # GitHub
    r"github_pat_\w{20,}",
    r"gl(?:pat|dt|rt|ptt|ft|imt|agent|soat|cbt|ffct|oas)-[\w.-]{16,}",  # GitLab
    r"xox[a-z]-[\w-]{10,}",  # Slack
    r"xox[a-z]\.xox[a-z]-[\w-]{10,}",
    r"xapp-\d-[\w-]{10,}",
    r"AIza[\w-]{30,}",  # Google
    r"GOCSPX-[\w-]{20,}",
    r"ya29\.[\w-]{20,}",
    r"sk-(?=[\w-]{0,64}\d)[\w-]{20,}",  # OpenAI, Anthropic
    r"[srp]k_(?:live|test)_[0-9A-Za-z]{10,}",  # Stripe
    r"whsec_[0-9A-Za-z+/]{20,}",
    r"npm_[0-9A-Za-z]{30,}",
    r"pypi-AgE[\w-]{30,}",
    r"rubygems_[0-9a-f]{40,}",
    r"dckr_pat_[\w-]{20,}",
    r"hf_[A-Za-z]{30,}",  # Hugging Face
    r"SG\.[\w-]{16,32}\.[\w-]{16,64}",  # SendGrid
    r"key-[0-9a-f]{32}(?![^\W_])",  # Mailgun
    r"SK[0-9a-f]{32}(?![^\W_])",  # Twilio
    r"shp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}",  # Shopify
    r"do[por]_v1_[0-9a-f]{40,}",  # DigitalOcean
    r"AT(?:ATT|CTT|BB)[\w=-]{20,}",  # Atlassian
    r"dapi[0-9a-f]{32}",  # Databricks
    r"hv[sbr]\.[\w-]{20,}",  # Vault
    r"gls?a_\w{32,}",  # Grafana
    r"glc_[\w+/=]{32,}",
    r"NRAK-[0-9A-Z]{20,}",  # New Relic
    r"PMAK-[0-9a-f-]{40,}",  # Postman
    r"lin_api_\w{30,}",  # Linear
    r"figd_[\w-]{30,}",  # Figma
    r"sntr[ysu]{1,2}_[\w=+/]{30,}",  # Sentry
    r"tskey-[\w-]{20,}",  # Tailscale
    r"ops_eyJ[\w-]{30,}",  # 1Password
    r"(?i:AGE-SECRET-KEY-1)\w{40,}",
    r"[\w~.-]{3}\dQ~[\w~.-]{31,34}",  # an Entra application's secret
    r"(?i:(?:Account|SharedAccess)Key)=[\w+/-]{20,}=*",  # Azure connection strings
    r"(?i:sig=)[\w%+/-]{30,}=*",  # and shared access signatures
    r"(?i:hooks\.slack\.com/(?:services|workflows)/)[\w/-]{20,}",
    r"(?i:[\w-]{1,40}\.webhook\.office\.com/webhookb2/)[\w@/-]{20,}",
    r"(?i:discord(?:app)?\.com/api/webhooks/)[\w/-]{20,}",
    r"(?i:(?<=bearer )|(?<=bearer:)|(?<=bearer: ))(?=[\w.~+/-]{0,256}\d)[\w.~+/-]{20,}=*",
    r"(?i:(?<=authorization: basic ))[\w+/-]{8,}=*",
)
_TOKEN = re.compile(rf"(?<![^\W_])(?:{'|'.join(_MAKERS)})")
# A JSON web token. Its rule is in three steps, as one expression takes quadratic time.
_JWT_HEAD = re.compile(r"(?<![\w-])[\w-]{10,}(?=\.[\w-]{8})")
_JWT_BEGIN = re.compile(r"(?<![^\W_])(?<!-)eyJ")
_JWT_REST = re.compile(r"(?:\.[\w-]*)*")
# BitLocker's: eight groups of six digits; Windows': five groups of five characters.
_RECOVERY = re.compile(
    r"(?<!\d)\d{6}(?:[\s,.-]{0,3}\d{6}){7}(?!\d)"
    r"|(?<![\w-])(?=[A-Z-]{0,29}\d)[A-Z0-9]{5}(?:-[A-Z0-9]{5}){4}(?![\w-])"
)
# What looks like a key where only "key" or "code" is said.
_CALLED_KEY = re.compile(
    r"(?i)(?<![^\W_])key\s?(?:is\s|[:=]\s{0,3})[\"']?(?=\S{0,64}\d)(?=\S{0,64}[a-z])([^\s\"',;]{16,})"
)
_CALLED_CODE = re.compile(
    r"(?i)(?<![^\W_])(?:my|the|your|this|their|texted|sms) code\s?(?:is\s|was\s|[:=]\s{0,3})"
    r"(\d{6,8})(?!\w)"
)


def private_keys(text: str) -> Spans:
    end = 0
    while begin := _KEY.search(text, end):
        close = _KEY_END.search(text, begin.end())
        end = close.end() if close else len(text)
        yield begin.start(), end


def tokens(text: str) -> Spans:
    """Access tokens of the usual makers, and what follows the word "bearer"."""
    found = [*_jwts(text), *(match.span() for match in _TOKEN.finditer(text))]
    start = end = 0
    for next_start, next_end in sorted(found):
        if next_start >= end:
            if end:
                yield start, end
            start = next_start
        end = max(end, next_end)
    if end:
        yield start, end


def recovery_keys(text: str) -> Spans:
    for match in _RECOVERY.finditer(text):
        yield match.span()


def called_keys(text: str) -> Spans:
    """What is called nothing but a key or a code, and looks like one."""
    found = [*_CALLED_KEY.finditer(text), *_CALLED_CODE.finditer(text)]
    yield from sorted(match.span(1) for match in found)


def _jwts(text: str) -> Spans:
    end = 0
    for head in _JWT_HEAD.finditer(text):
        if head.start() < end:
            continue
        begin = _JWT_BEGIN.search(text, head.start(), head.end() - 7)
        rest = _JWT_REST.match(text, head.end())
        if begin and rest:
            end = rest.end()
            yield begin.start(), end
