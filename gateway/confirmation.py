"""The question before a change: a page, or a dialog where the script is active."""

from collections.abc import Sequence

from starlette.responses import Response

from gateway.visit import Visit


async def ask(
    visit: Visit,
    *,
    title: str,
    sentences: Sequence[str],
    label: str,
    action: str,
    back: str,
    version: int = 0,
    is_danger: bool = False,
    fields: Sequence[tuple[str, str]] = (),
) -> Response:
    """The page that asks: its button `label` posts to `action`, « Retour » leads to `back`.

    `version` is that of the claim as the person saw it; what has none asks without. `fields` are sent along.
    """
    return await visit.page(
        "confirm.html",
        title=title,
        sentences=sentences,
        label=label,
        action=action,
        back=back,
        version=version,
        is_danger=is_danger,
        fields=fields,
    )
