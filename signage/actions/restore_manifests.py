"""At start: what was on air when the server stopped is served again before anything is compiled."""

from ..store.blobs import Blobs
from ..store.database import Database
from ..store.displays import load_tokens
from ..store.manifests import InForce, Manifests, serve
from ..store.publications import load_heads, load_publications


async def restore_manifests(database: Database, blobs: Blobs, manifests: Manifests, player: str) -> int:
    """Returns how many displays are served. A display whose tail is lost waits for the next publication."""
    async with database.read() as connection:
        heads = await load_heads(connection)
        published = await load_publications(connection)
        manifests.know(await load_tokens(connection))
    wanted = {head.channel for head in heads.values()}  # most channels that ever were are no display's any more
    tails = {}
    for channel, sha256 in published.items():
        if channel in wanted and blobs.path(f"{sha256}.json").is_file():
            tails[channel] = (sha256, blobs.load(f"{sha256}.json"))
    heads = {display: head for display, head in heads.items() if head.channel in tails}
    served = {display: serve(head.head.encode(), player, *tails[head.channel]) for display, head in heads.items()}
    manifests.replace(served, InForce(tails, heads))
    return len(served)
