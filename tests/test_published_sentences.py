"""What the document made from the example is held against: parted the same way each time."""

from __future__ import annotations

from tests.published_sentences import SECTIONS, published_lines, published_sentences, sentences_of


def test_the_published_sections_have_31_sentences() -> None:
    """8 headings and 23 parts of paragraphs; no table, no title of one and no note."""
    lines = [line for section in SECTIONS for line in published_lines(section)]
    counts = [sum(len(list(sentences_of(each))) for each in published_lines(s)) for s in SECTIONS]
    assert counts == [16, 2, 5, 3, 5]
    assert len([line for line in lines if line[1] == "、"]) == 8
    assert len(published_sentences()) == 31


def test_a_sentence_ends_where_the_text_says_so() -> None:
    """The misprints are the text's own, and are kept; blanks and widths do not count."""
    found = published_sentences()
    assert found[4] == "反应本部门当年全部收入。"
    assert "包括人员经费3872.29万元和日常公用经费657.2万元;" in found[8]
    assert ["657.2元" in each for each in found].index(True) == 17
    assert ["1794.5万元" in each for each in found].index(True) == 28
