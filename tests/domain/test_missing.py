"""Why a display does not show an item: in sentences that name things as people call them."""

from signage.domain.explain import explain
from signage.domain.missing import why_missing

from .factory import a_catalogue, a_display, a_place, a_playlist, a_rule, an_item, at

NOON = at("2026-11-22T03:00")


def test_where_an_item_is_kept_to_is_told_by_names() -> None:
    kept = an_item("kept", places=("display:hall", "hall", "libraries"))
    catalogue = a_catalogue(items=(an_item(), kept), playlists=(a_playlist(),), rules=(a_rule(),))
    catalogue.displays["hall"] = a_display("hall", name="ホール 入口", place="hall")
    catalogue.places["hall"] = a_place("hall", name={"ja": "市民ホール", "en": "Civic Hall"})
    gate = catalogue.displays["gate"]
    why = why_missing(catalogue, explain(catalogue, "gate", NOON), kept, gate, catalogue.places[gate.place])[0]
    assert "「ホール 入口」「市民ホール」「libraries」だけ" in why["ja"]
    assert "kept to ホール 入口, Civic Hall, libraries," in why["en"]
