"""How much work a plan's PDF file and a link picture are, and how large they are.

Run `python -m tests.benchmarks.typesetting`, with `--keep FOLDER` to look at what was drawn. For
each language it prints the processor seconds of the first file, the median of the next ones, and
the size; then those of a plan of 300 activities, and the process's most memory.
"""

from __future__ import annotations

import argparse
import datetime
import os
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cms.plans.plan import Plan

#: A plan's title, an activity, who sees to it and what came of it.
TEXTS = {
    "en": (
        "Action plan 2027, activity by activity", "Invite employers to three breakfasts",
        "Company liaison officer", "Forty-two employers came (TVET); twelve offer places.",
    ),
    "fr": (
        "Plan d’action 2027, activité par activité", "Inviter les employeurs à trois déjeuners",
        "Chargée des relations avec les entreprises", "Quarante-deux employeurs sont venus.",
    ),
    "es": (
        "Plan de acción 2027, actividad por actividad", "Invitar a las empresas a tres desayunos",
        "Responsable de relaciones con las empresas", "Vinieron cuarenta y dos empresas.",
    ),
    "ar": (
        "خطة العمل لعام 2027، نشاطا بعد نشاط", "دعوة أصحاب العمل إلى ثلاث وجبات إفطار",
        "مسؤول الاتصال بالشركات",
        "حضر 42 من أصحاب العمل (TVET)، ويعرض اثنا عشر منهم أماكن للتدريب.",
    ),
    "ru": (
        "План действий на 2027 год по мероприятиям", "Пригласить работодателей на три завтрака",
        "Специалист по связям с предприятиями", "Пришли сорок два работодателя (TVET).",
    ),
    "tr": (
        "2027 eylem planı, etkinlik etkinlik", "İşverenleri üç kahvaltıya çağırmak",
        "Şirketlerle ilişkiler görevlisi", "Kırk iki işveren geldi; on ikisi yer veriyor.",
    ),
    "vi": (
        "Kế hoạch hành động năm 2027 theo từng hoạt động", "Mời doanh nghiệp dự ba bữa sáng",
        "Cán bộ liên lạc doanh nghiệp", "Bốn mươi hai doanh nghiệp đã đến (TVET).",
    ),
    "id": (
        "Rencana aksi 2027, kegiatan demi kegiatan", "Mengundang pengusaha ke tiga sarapan",
        "Petugas hubungan perusahaan", "Empat puluh dua pengusaha datang.",
    ),
    "th": (
        "แผนปฏิบัติการปี 2027 ตามรายกิจกรรมของศูนย์ฝึกอบรม",
        "เชิญนายจ้างร่วมรับประทานอาหารเช้าสามครั้งเพื่อหารือเรื่องการฝึกงาน",
        "เจ้าหน้าที่ประสานงานกับสถานประกอบการ", "มีนายจ้างมาร่วมสี่สิบสองราย (TVET) และสิบสองรายเสนอที่ฝึกงาน",
    ),
    "km": (
        "ផែនការសកម្មភាពឆ្នាំ២០២៧ របស់មជ្ឈមណ្ឌលបណ្តុះបណ្តាល",
        "អញ្ជើញនិយោជកមកទទួលទានអាហារពេលព្រឹកបីដងដើម្បីពិភាក្សាអំពីកម្មសិក្សា",
        "មន្ត្រីទំនាក់ទំនងជាមួយក្រុមហ៊ុន", "និយោជកសែសិបពីរនាក់បានមក (TVET) ហើយដប់ពីរនាក់ផ្តល់កន្លែងហាត់ការ។",
    ),
    "zh-hans": (
        "2027年行动计划：逐项活动", "邀请用人单位参加三次早餐会，商讨实习安排",
        "企业联络员", "四十二家用人单位到会（TVET），其中十二家提供实习岗位。",
    ),
}  # fmt: skip
_STATES = ("done", "running", "planned", "done", "postponed", "dropped", "done")


def sample_plan(language: str, activities: int) -> Plan:
    """A plan in a language, its activities spread over the quarters and the states."""
    from cms.plans.plan import Activity, Plan

    title, activity, owner, outcome = TEXTS[language]
    return Plan(
        title=title,
        year=2027,
        centre="Rivermouth Centre",
        site="TVET Hub",
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        activities=tuple(
            Activity(
                activity=f"{activity} ({number + 1})",
                owner=owner if number % 3 else "",
                quarter=f"q{1 + number * 4 // activities}",
                status=_STATES[number % len(_STATES)],
                outcome=outcome if number % 2 else "",
            )
            for number in range(activities)
        ),
        generated_on=datetime.date(2026, 11, 21),
        url=f"https://hub.example.org/{language}/centres/rivermouth/action-plan-2027/",
    )


def timed(make: Callable[[int], bytes], rounds: int) -> tuple[float, float, bytes]:
    """Seconds of the first call, the median of the others, and what the first one made."""
    seconds = []
    for number in range(rounds + 1):
        began = time.process_time()
        data = make(number)
        seconds.append(time.process_time() - began)
        if not number:
            first = data
    return seconds[0], statistics.median(seconds[1:]), first


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="a folder for what was drawn")
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    import django

    django.setup()

    from django.utils import translation

    from cms.metadata.opengraph import share_image
    from cms.plans.documents import plan_pdf
    from cms.typesetting import fonts

    print("language   plan: first   next     size   picture: first   next     size")
    for language in TEXTS:
        if not fonts.available(fonts.script_of_language(language)):
            print(f"{language:10} no font")
            continue

        def plan(number: int, language: str = language) -> bytes:
            # Another text each time, so that nothing is remembered whole.
            return plan_pdf(sample_plan(language, 20 + number))

        def picture(number: int, language: str = language) -> bytes:
            title = TEXTS[language][0] + (f" {number}" if number else "")
            return share_image(title, "Event", "TVET Hub", language)

        with translation.override(language):
            plans, pictures = timed(plan, options.rounds), timed(picture, options.rounds)
        print(
            f"{language:10} {plans[0]:8.2f} s {plans[1]:6.3f} s {len(plans[2]) / 1024:4.0f} KB"
            f" {pictures[0]:12.2f} s {pictures[1]:6.3f} s {len(pictures[2]) / 1024:4.0f} KB"
        )
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"plan-{language}.pdf").write_bytes(plans[2])
            (options.keep / f"card-{language}.png").write_bytes(pictures[2])
    began = time.process_time()
    data = plan_pdf(sample_plan("en", 300))
    print(f"300 activities: {time.process_time() - began:.2f} s, {len(data) / 1024:.0f} KB")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
