"""The addresses of the brand's icon and tokens."""

from fastapi import APIRouter
from starlette.responses import Response

from bot.channels.web.branding.brand import ICON_PATH, STYLE_PATH, Brand
from bot.channels.web.branding.logo import IMAGE_POLICY

# Its address changes with its content.
FOREVER = "public, max-age=31536000, immutable"


def brand_router(brand: Brand) -> APIRouter:
    """The icon and the tokens; without a brand there are no such pages."""
    router = APIRouter(include_in_schema=False)
    if brand.style_url:

        @router.get(STYLE_PATH)
        async def show_style() -> Response:
            kept = {"Cache-Control": FOREVER}
            return Response(brand.page_css, media_type="text/css", headers=kept)

    icon = brand.icon
    if icon:
        headers = {"Cache-Control": FOREVER, "Content-Security-Policy": IMAGE_POLICY}

        @router.get(ICON_PATH)
        async def show_icon() -> Response:
            return Response(icon.content, media_type=icon.media_type, headers=headers)

    return router
