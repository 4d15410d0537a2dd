"""The hub's own files, in every script, are read as the assistant reads documents."""

from __future__ import annotations

import pytest

from assistant.extraction.pdf.sections import pdf_sections
from cms.typesetting import can_draw
from tests.assistant.documents.making import texts
from tests.cms.typesetting.reading import plan_file

pytestmark = pytest.mark.unit

SENTENCES = {
    "ar": "خطة العمل السنوية لمركز TVET لعام 2026 (المرحلة 1) لأن الإسلام",
    "zh-hans": "职业技术教育与培训中心年度行动计划（2026年）",
    "ru": "Годовой план действий центра",
    "tr": "İstanbul ığdır çalışma planı",
    "th": "แผนปฏิบัติการประจำปีของศูนย์ฝึกอบรม 2026 ที่ผู้ใช้น้ำ",
    "vi": "Kế hoạch hành động hằng năm",
    "km": "ផែនការសកម្មភាពប្រចាំឆ្នាំរបស់មជ្ឈមណ្ឌល",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_every_script_is_read_in_the_order_in_which_it_is_spoken(language):
    if not can_draw(language):
        pytest.skip("no font for it is installed")
    assert texts(pdf_sections(plan_file(language, facts=[SENTENCES[language]]))) == [
        SENTENCES[language]
    ]


def test_a_right_to_left_table_and_its_heading_are_read_from_their_tags():
    columns = [{"label": "الدورة", "share": 2}, {"label": "الأسابيع", "share": 1}]
    section = {"title": "الرسوم", "columns": columns, "rows": [("الخبز", "14"), ("البناء", "8")]}
    sections = list(pdf_sections(plan_file("ar", title="خطة", sections=[section])))
    assert sections[-1].heading == "خطة › الرسوم"
    assert sections[-1].text.split("\n")[-2:] == ["الخبز; الأسابيع: 14", "البناء; الأسابيع: 8"]
