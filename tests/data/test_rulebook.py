from __future__ import annotations

import dataclasses
import re

import pytest

from data import recipe
from data.recipe import Ingredients
from data.reference import load, rulebook
from data.reference.rulebook import Rule, packs, rules


def test_every_pack_is_there_and_the_chinese_comes_first() -> None:
    assert list(packs()) == ["cn", "us", "in", "uk", "ie"]
    assert {"CN-T1", "CN-F1", "CN-F2", "CN-P1", "CN-P2", "CN-P3", "CN-V1", "CN-R1", "CN-I1"} == set(packs()["cn"].rules)
    assert all(id.startswith(rule.pack.upper()) for id, rule in rules().items())


def test_nothing_is_worded_as_law_that_was_not_read_as_law() -> None:
    for rule in rules().values():
        assert rule.strength == "recommended" or rule.seen == "primary"
        assert not re.search("违法|非法", rule.wording["zh"])
        assert not re.search("illegal|unlawful", rule.wording["en"])
        assert "建议" in rule.wording["zh"] if rule.pack == "cn" else "参照口径" in rule.wording["zh"]
    assert all("presumption" in rules()[id].wording["en"] for id in ("US-F1", "US-F2"))
    assert "草案" in rules()["IN-R1"].wording["zh"] and rules()["IN-R1"].seen == "draft"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"kind": "unheard_of"}, "unknown kind"),
        ({"most": None}, "limits"),
        ({"days": 7}, "limits"),
        ({"most": 0}, "limit below 1"),
        ({"channels": ("phone", "pigeon")}, "channels"),
        ({"channels": ("phone",)}, "counts calls alone"),
        ({"strength": "law"}, "law not read in full"),
        ({"seen": "hearsay"}, "strength or seen"),
        ({"label": {"zh": "", "en": "x"}}, "texts"),
        ({"source": {"zh": "《标准》"}}, "texts"),
        ({"kind": "quiet_hours", "most": None, "quiet_from": 8, "quiet_to": 22}, "hours"),
        ({"kind": "party", "most": None}, "no third person"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(wrong: dict[str, object], why: str) -> None:
    sound: Rule = rules()["CN-F1"]
    with pytest.raises(ValueError, match=why):
        dataclasses.replace(sound, **wrong)  # type: ignore[arg-type]


def test_every_rule_has_a_bit_of_its_own() -> None:
    bits = recipe.rule().select("rule", "bit").unique()
    assert len(bits) == len(rules()) == bits["bit"].n_unique()
    assert all(bit.bit_count() == 1 for bit in bits["bit"])


def test_a_changed_pack_builds_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Ingredients("p", "local", ()).digest()
    monkeypatch.setattr(rulebook, "files", lambda: [])
    recipe._code.cache_clear()
    try:
        assert Ingredients("p", "local", ()).digest() != before
    finally:
        recipe._code.cache_clear()


def test_all_packs_count_for_whether_to_build_anew() -> None:
    assert set(rulebook.FOLDER.glob("*.toml")) < set(rulebook.files())


def test_packs_and_rules_have_labels_like_any_code() -> None:
    assert load().label("rule", "CN-F1", "zh") == "每日有效通话上限"
    assert load().label("pack", "us", "en") == "United States (Reg F)"
