"""Make snippets and rows of the names and files that pages held themselves."""

from django.conf import settings
from django.db import migrations
from django.utils.text import slugify

#: Field of a kind -> role of the organisation that it names.
ORGANISATIONS = {
    "ProgrammePage": {
        "beneficiary": "beneficiary",
        "operating_body": "operating_body",
        "donor": "donor",
        "consultants": "consultant",
    },
    "CentrePage": {"host": "host"},
    "EventPage": {"organisers": "organiser"},
    "PublicationPage": {"publisher": "publisher"},
}
PLACES = {"CentrePage": ("country", "city"), "EventPage": ("country", "city")}


def _snippet(model, name, locale_id, **values):
    """The snippet of this name in this language, made if there is none."""
    name = name.strip()[:120 if model.__name__ == "Place" else 255]
    found = model.objects.filter(name=name, locale_id=locale_id).first()
    if found:
        return found
    base = slugify(name, allow_unicode=True)[:70] or "name"
    slug, number = base, 2
    while model.objects.filter(slug=slug, locale_id=locale_id).exists():
        slug, number = f"{base}-{number}", number + 1
    return model.objects.create(name=name, slug=slug, locale_id=locale_id, **values)


def forwards(apps, schema_editor):
    model = lambda name: apps.get_model("cms", name)
    for kind, fields in ORGANISATIONS.items():
        for page in model(kind).objects.all():
            order = 0
            for field, role in fields.items():
                value = getattr(page, field) or ""
                # A name may hold a comma of its own; only lines part names for certain.
                for name in filter(None, map(str.strip, value.splitlines())):
                    organisation = _snippet(model("Organisation"), name, page.locale_id)
                    model("PageOrganisation").objects.create(
                        page_id=page.page_ptr_id,
                        organisation=organisation,
                        role=role,
                        sort_order=order,
                    )
                    order += 1
    for kind, fields in PLACES.items():
        for page in model(kind).objects.all():
            country = None
            if page.country:
                country = _snippet(model("Place"), page.country, page.locale_id, kind="country")
            place = country
            if page.city:
                place = _snippet(
                    model("Place"), page.city, page.locale_id, kind="city", parent=country
                )
            if place:
                model("PagePlace").objects.create(
                    page_id=page.page_ptr_id, place=place, role="location", sort_order=0
                )
    languages = dict(settings.LANGUAGES)
    for page in model("PublicationPage").objects.select_related("locale"):
        if page.document_id or page.external_url:
            language = page.locale.language_code
            model("PublicationFile").objects.create(
                page=page,
                language=language if language in languages else settings.LANGUAGE_CODE,
                document_id=page.document_id,
                external_url=page.external_url,
                sort_order=0,
            )


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_content_model")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop, elidable=True)]
