"""A composition written as the one document of slide contract 1 (protocol.md): no script, no style attribute inside."""

import base64
import hashlib
from collections import defaultdict
from html import unescape

from .assets import Assets, faces_css
from .brief import Brief
from .canvas import Box, length
from .composition import Block, Composition, LogoPlace, Run
from .fonts import FACES
from .measure import typeface
from .palettes import SUN
from .templates import OwnTemplates, own_style, render_template


def write_document(brief: Brief, composition: Composition, template: str, assets: Assets, own: OwnTemplates) -> bytes:
    """The document's bytes. Raises RenderError, naming template and line, when the template is at fault."""
    title = brief.title.title or brief.words(brief.brand.name)
    alt = (brief.words(brief.picture.alt) if brief.picture else "") or brief.title.title
    said = _said(composition, own, title + alt, assets.vendor)
    style = faces_css(assets, said) + write_style(composition) + own_style(own, template)
    html = render_template(
        own,
        template,
        alt=alt,
        assets=assets,
        blocks={block.name: block for block in composition.blocks},
        composition=composition,
        fonts="|".join(sorted(FACES[name].css for name in said)),
        language=brief.language,
        policy=write_policy(style, assets),
        style=style,
        timezone=brief.timezone,
        title=title,
    )
    return html.encode()


def _said(composition: Composition, own: OwnTemplates, given: str, vendor: str) -> dict[str, frozenset[str]]:
    """The characters of each face, those that it is lent with the one that lends them.

    A template of one's own may write words of its own, and any word, also the ones it is `given`, in any face.
    """
    said: defaultdict[str, set[str]] = defaultdict(set)
    for face, words in (part for block in composition.blocks for part in block.words):
        said[face].update(words)
    for face, lender in [(face, FACES[face].fallback) for face in said]:
        if lender and (lent := {one for one in said[face] if ord(one) not in typeface(vendor, face).characters}):
            said[lender] |= lent
    if own:
        every = {*unescape("".join(text for _, text in own)), *given}.union(*said.values())
        said |= {name: every for name, face in FACES.items() if not face.fallback}
    return {face: frozenset(characters) for face, characters in said.items()}


def write_policy(style: str, assets: Assets) -> str:
    """The CSP inside the document, so that its hash covers it: the shared script, the one style, our own media."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{assets.script_sha256_base64}'; style-src 'self' 'sha256-{digest}'; "
        "img-src 'self'; font-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'"
    )


def write_style(composition: Composition) -> str:
    """The one <style>: colours, unit, and the place and size of each block."""
    tone, canvas = composition.tone, composition.canvas
    colours = (
        f":root{{--top:{tone.top};--ink:{tone.ink};--bottom:{tone.bottom};--bottom-ink:{tone.bottom_ink};"
        f"--chip:{tone.chip};--chip-ink:{tone.chip_ink};--rail:{tone.rail};--sun:{SUN}}}"
    )
    sea = length(composition.sea_height)
    art = Box(width=canvas.width, height=canvas.height).css()
    rules = [colours, canvas.unit_css, f".sea{{height:{sea}}}.line{{bottom:{sea}}}.art{{{art}}}"]
    rules += [_rule(block, composition) for block in composition.blocks]
    if composition.qr:
        rules.append(_qr_rules(composition))
    if composition.picture:
        rules.append(composition.picture.css)
    if composition.logo:
        rules.append(_logo_rules(composition.logo))
    return "".join(rules)


def _rule(block: Block, composition: Composition) -> str:
    """What stands in the sea holds to the bottom edge, everything else to the top: a slightly other ratio then fits."""
    bottom = composition.canvas.height - block.bottom
    low = block.ground in ("sea", "card", "sun", "plate", "row", "list", "badge", "off")
    side = Box(right=block.right) if block.right is not None else Box(left=block.left)
    if block.ground in ("card", "sun", "plate"):
        side = Box(right=composition.canvas.width - block.left - block.width)
    place = ";".join((side.css(), (Box(bottom=bottom) if low else Box(top=block.top)).css()))
    size = f"font-size:{length(block.setting.size)};line-height:{block.line_height:g}"
    padding = f";padding:{length(block.padding[0])} {length(block.padding[1])}" if any(block.padding) else ""
    padding += f";width:{length(block.fixed)}" if block.fixed else ""
    runs = (_run_rule(block.name, run) for run in {run.role: run for run in block.runs}.values())
    return f"#{block.name}{{{place};{size}{padding}}}{''.join(runs)}"


def _run_rule(name: str, run: Run) -> str:
    """Gaps are kept in em of the block and written in em of the run."""
    gaps = f"margin-left:{run.before / run.size:.4g}em;margin-right:{run.after / run.size:.4g}em"
    pad = f";padding:0 {run.pad:g}em" if run.pad else ""
    return f"#{name} .{run.role.replace(' ', '.')}{{font-size:{run.size:g}em;{gaps}{pad}}}"


def _logo_rules(place: LogoPlace) -> str:
    """On white, whatever the sky: a mark is drawn for paper."""
    look = "position:absolute;z-index:4;background:#fff;object-fit:contain"
    return f"#logo{{{place.box.css()};padding:{length(place.padding)};{look}}}"


def _qr_rules(composition: Composition) -> str:
    place = composition.qr
    if place is None:
        return ""
    card = Box(right=place.right, bottom=place.bottom, width=place.side, height=place.side + place.words).css()
    return f"#card{{{card}}}#code{{{Box(width=place.side, height=place.side).css()}}}"
