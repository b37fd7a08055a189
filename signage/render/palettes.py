"""The colours of the themes, and the motif that stands on each theme's horizon (look.md §4).

Text is only ink or white; every pair named there was measured: ink on sky ≥ 15, ink on mist ≥ 12, white on sea ≥ 8.
"""

import colorsys

import msgspec

INK = "#0E1A2B"
PAPER = "#F8F8F5"
WHITE = "#FFFFFF"
SUN = "#FF8A2B"
GOLD = "#FFC65C"


class Palette(msgspec.Struct, frozen=True):
    """`sky` and `sea` carry text; `mist`, `mid`, `accent` and `halo` are for art. `motif` names a piece of art."""

    sky: str
    mist: str
    mid: str
    accent: str
    sea: str
    halo: str
    motif: str


PALETTES: dict[str, Palette] = {
    "common": Palette("#E8F0F4", "#D2E1E9", "#86AFC3", "#2B7DA3", "#0B2343", "#17365E", "waves"),
    "green": Palette("#EDF5E6", "#D5E9C8", "#93C77C", "#3F9140", "#11482A", "#1C5E39", "leaves"),
    "health": Palette("#FCEEF1", "#F7D8E0", "#EE9DB4", "#D5436F", "#74123F", "#8C2351", "pulse"),
    "mobility": Palette("#E7F1FB", "#CDE2F7", "#7DB6EA", "#1778CC", "#0A3A86", "#164C9F", "route"),
    "smart_housing": Palette("#F1EEF9", "#DFD7F2", "#AE9CDD", "#7455BF", "#382179", "#4A3391", "houses"),
    "citizen": Palette("#FDF2E4", "#FADFBF", "#F5B06B", "#DE6A1C", "#853005", "#9C4212", "suns"),
    "history": Palette("#EFEFED", "#DDDDDA", "#CBA68D", "#A9562A", "#2A2D31", "#3B3F44", "hills"),
    "notice": Palette("#F3F5F6", "#E2E6E9", "#9AA6B0", "#44525F", "#1D2833", "#2C3946", ""),
}


def palette(name: str) -> Palette:
    """The palette of this name; an unknown one is the common one, since a slide with plain colours beats none."""
    return PALETTES.get(name, PALETTES["common"])


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2) of #RRGGBB: 0 is black, 1 is white."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2): 1 is none, 21 is black on white."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def palette_of(colour: str) -> Palette:
    """A palette in the hue of #RRGGBB, however light or dark that is: its text has the contrasts of the drawn ones."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)))

    def at(light: float, part: float = 1.0) -> str:
        channels = colorsys.hls_to_rgb(hue, light, saturation * part)
        return "#" + "".join(f"{round(one * 255):02X}" for one in channels)

    deep = next(at(n / 100) for n in range(round(lightness * 100), -1, -1) if contrast(at(n / 100), WHITE) >= 9)
    deep_light = colorsys.rgb_to_hls(*(int(deep[n : n + 2], 16) / 255 for n in (1, 3, 5)))[1]
    sky = next(at(n / 200, 0.7) for n in range(184, 201) if contrast(at(n / 200, 0.7), INK) >= 15)
    mist = next(at(n / 200, 0.6) for n in range(168, 201) if contrast(at(n / 200, 0.6), INK) >= 12)
    return Palette(sky, mist, at(0.68, 0.7), at(min(max(lightness, 0.36), 0.5)), deep, at(deep_light + 0.07), "waves")


class Tone(msgspec.Struct, frozen=True):
    """One of three lights of the loop: colours of sky and sea, of the text on them, and of the chip."""

    name: str
    top: str
    ink: str
    bottom: str
    bottom_ink: str
    chip: str
    chip_ink: str
    rail: str


def morning(colours: Palette) -> Tone:
    """Pale sky, deep sea: news, surveys."""
    return Tone("morning", colours.sky, INK, colours.sea, WHITE, colours.sea, WHITE, colours.mid)


def daybreak(colours: Palette) -> Tone:
    """Deep sky, paper sea: the vision, the fallback."""
    return Tone("daybreak", colours.sea, WHITE, PAPER, INK, WHITE, colours.sea, colours.mid)


def day(colours: Palette) -> Tone:
    """White sky, pale sea, ink on both: reports."""
    return Tone("day", WHITE, INK, colours.mist, INK, colours.sea, WHITE, colours.mid)


def listing(colours: Palette) -> Tone:
    """Pale sky and sea, ink on both: lists."""
    return Tone("day", colours.sky, INK, colours.mist, INK, colours.sea, WHITE, colours.mid)


_BY_DAYBREAK = {
    "leaves": {"sea": "#DDF0CF", "accent": "#5CB85A"},
    "pulse": {"accent": "#FFA6C1"},
    "route": {"mist": "#2C64BA", "mid": "#5FA0EA", "accent": "#A4D6FF", "sea": "sea"},
    "houses": {"sea": "#8D73D6", "accent": "#6A52BC", "mid": "#B7A5EA", "mist": "#E2DAF8", "halo": "#3B2882"},
}
"""What the deep sky asks of a motif beyond the rule of `by_daybreak`: a colour, or the name of one of its palette."""


def by_daybreak(colours: Palette) -> Palette:
    """The colours in which the same art stands before the deep sky: sky and sea change places, mist becomes halo."""
    own = {name: getattr(colours, new, new) for name, new in _BY_DAYBREAK.get(colours.motif, {}).items()}
    return msgspec.structs.replace(colours, **{"sky": colours.sea, "mist": colours.halo, "sea": colours.sky, **own})
