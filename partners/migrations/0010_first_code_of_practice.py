"""A first Code of Practice, in our words; staff write the next version in the admin."""

from datetime import date

from django.db import migrations

TEXT = """Delivery. We follow the seven Quality Principles. What we offer suits the ages that we name. We tell schools beforehand what they need to know, and agree who brings what. The people we send are experienced and suited to the work. We shape the work together with the school, and speak up for Artsmark to schools that do not know it.

Breadth of perspective. We offer children and young people work by artists of many backgrounds, and make it possible for everybody to take part.

Promotion and communication. Every offer states its key stages or ages, its art forms, its links to the curriculum, what pupils learn, what it costs, and what the school provides. We say which of our work belongs to the programme. We do not promise an award or a level, and we send questions about Artsmark to those who answer for it.

Accountability. We keep children safe: our statement is true, reviewed every year, and the people who work with children are checked as the law asks. We are insured for what we do. We keep our page true and answer schools.

Quality assurance. We ask schools how it went, learn from it, and share what we learn. If a school is not content, we listen and put it right. We know that we can lose our place in the programme if we do not keep to this Code."""


def write(apps, schema_editor):
    code = apps.get_model("partners", "CodeOfPractice")
    code.objects.get_or_create(version="1", defaults={"text": TEXT, "from_on": date(2024, 1, 1)})


def remove(apps, schema_editor):
    apps.get_model("partners", "CodeOfPractice").objects.filter(version="1").delete()


class Migration(migrations.Migration):
    dependencies = [("partners", "0009_invitations_requests_and_code")]
    operations = [migrations.RunPython(write, remove)]
