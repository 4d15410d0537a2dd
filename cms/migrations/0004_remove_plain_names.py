"""The names that pages held as plain text; 0003 has made snippets and rows of them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cms", "0003_names_to_snippets")]

    operations = [
        migrations.RemoveField(
            model_name='centrepage',
            name='city',
        ),
        migrations.RemoveField(
            model_name='centrepage',
            name='country',
        ),
        migrations.RemoveField(
            model_name='centrepage',
            name='host',
        ),
        migrations.RemoveField(
            model_name='eventpage',
            name='city',
        ),
        migrations.RemoveField(
            model_name='eventpage',
            name='country',
        ),
        migrations.RemoveField(
            model_name='eventpage',
            name='organisers',
        ),
        migrations.RemoveField(
            model_name='programmepage',
            name='beneficiary',
        ),
        migrations.RemoveField(
            model_name='programmepage',
            name='consultants',
        ),
        migrations.RemoveField(
            model_name='programmepage',
            name='donor',
        ),
        migrations.RemoveField(
            model_name='programmepage',
            name='operating_body',
        ),
        migrations.RemoveField(
            model_name='publicationpage',
            name='document',
        ),
        migrations.RemoveField(
            model_name='publicationpage',
            name='external_url',
        ),
        migrations.RemoveField(
            model_name='publicationpage',
            name='publisher',
        ),
    ]
