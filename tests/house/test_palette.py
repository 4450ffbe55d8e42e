"""The colours of tokens.css: inside sRGB, legible on every surface, and apart for every eye."""

import itertools
import math
import re
from pathlib import Path

import pytest

import handrail

TOKENS = Path(handrail.__file__).parent / "config/static/handrail/tokens.css"
PAIR = re.compile(r"--([\w-]+): light-dark\(oklch\(([^)]*)\), oklch\(([^)]*)\)\);")
SURFACES = ["canvas", "surface", "raised"]
INKS = ["ink", "ink-2", "ink-3", "accent", "accent-deep", "ok", "warn", "bad", "info",
        "tier-0", "tier-1", "tier-2", "tier-3", "tier-4"]  # fmt: skip
ON_WASHES = [
    ("on-accent", "accent"), ("on-accent", "accent-deep"), ("ink", "accent-wash"), ("ink-2", "accent-wash"),
    ("accent", "accent-wash"), ("accent-deep", "accent-wash"), ("ink", "note"), ("note-ink", "note"),
    ("ink", "ok-wash"), ("ink", "warn-wash"), ("ink", "bad-wash"), ("ok", "ok-wash"),
    ("warn", "warn-wash"), ("bad", "bad-wash"), ("warn", "accent-wash"), ("bad", "accent-wash"),
    *((f"tier-{n}", "accent-wash") for n in range(5)),
]  # fmt: skip
# Machado and others 2009, the full strength of each kind, on linear light.
EYES = {
    "protan": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip


def read(theme: int) -> dict[str, tuple[float, ...]]:
    """{name: linear sRGB} of one theme."""
    found = PAIR.findall(TOKENS.read_text())
    return {name: linear(*numbers(pair[theme])) for name, *pair in found if "/" not in pair[theme]}


def numbers(text: str) -> list[float]:
    return [float(n[:-1]) / 100 if n.endswith("%") else float(n) for n in text.split()]


def linear(light: float, chroma: float, hue: float) -> tuple[float, ...]:
    """OKLCH to linear sRGB (Ottosson)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    x = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    y = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    z = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
        -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
        -0.0041960863 * x - 0.7034186147 * y + 1.7076147010 * z,
    )


def luminance(colour: tuple[float, ...]) -> float:
    red, green, blue = (min(1.0, max(0.0, c)) for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def seen(colour: tuple[float, ...], eye: str) -> tuple[float, ...]:
    return tuple(sum(r * c for r, c in zip(row, colour, strict=True)) for row in EYES[eye])


@pytest.mark.parametrize("theme", [0, 1])
def test_every_colour_can_be_shown(theme):
    outside = {n: c for n, c in read(theme).items() if not all(-0.001 <= v <= 1.001 for v in c)}
    assert not outside


@pytest.mark.parametrize("theme", [0, 1])
def test_every_ink_is_legible_on_every_surface(theme):
    colours = read(theme)
    pairs = [*itertools.product(INKS, SURFACES), *ON_WASHES]
    faint = {p: round(contrast(colours[p[0]], colours[p[1]]), 2) for p in pairs}
    assert not {pair: ratio for pair, ratio in faint.items() if ratio < 4.5}


@pytest.mark.parametrize("theme", [0, 1])
def test_edges_of_controls_can_be_seen(theme):
    colours = read(theme)
    assert all(contrast(colours["edge"], colours[one]) >= 3 for one in SURFACES)


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize("eye", EYES)
def test_neighbouring_tiers_differ_for_every_eye(theme, eye):
    """By lightness or hue; the pips and the number say it again."""
    tiers = [seen(read(theme)[f"tier-{n}"], eye) for n in range(1, 5)]
    for one, other in itertools.pairwise(tiers):
        assert math.dist(one, other) > 0.03
