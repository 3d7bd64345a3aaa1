"""The groups of staff and what each may do: here, and nowhere else."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

BRIDGE_STAFF = "Bridge staff"

# `app.action_model`. Rows are narrowed to one's own area by the pages themselves
# (`artsmark_site.admin.OwnArea`). National administrators need no group.
GROUPS = {
    BRIDGE_STAFF: (
        "accounts.view_bridgestaff",
        "accounts.add_bridgestaff",
        "accounts.delete_bridgestaff",
        "partners.view_organisation",
        "partners.add_organisation",
        "partners.change_organisation",
        "partners.view_venue",
        "partners.add_venue",
        "partners.change_venue",
        "partners.delete_venue",
        "partners.view_organisationimage",
        "partners.add_organisationimage",
        "partners.change_organisationimage",
        "partners.delete_organisationimage",
        # Of their own body: where it is reached.
        "reference.view_bridgeorganisation",
        "reference.change_bridgeorganisation",
        "reference.view_curriculumtheme",
        "reference.view_localauthority",
        "partners.view_joinrequest",
        "partners.change_joinrequest",
        "partners.view_revision",
        "partners.change_revision",
        "partners.view_lettertext",
        "partners.add_lettertext",
        "partners.change_lettertext",
        "partners.delete_lettertext",
        "partners.view_bridgemove",
        "partners.change_bridgemove",
        "partners.view_staffnote",
        "partners.add_staffnote",
        "partners.change_staffnote",
        "partners.delete_staffnote",
        "partners.view_mailing",
        "partners.change_mailing",
        "partners.view_offer",
        "partners.add_offer",
        "partners.change_offer",
        "settings_schools.view_educationsetting",
        "settings_schools.add_educationsetting",
        "settings_schools.change_educationsetting",
        "settings_schools.delete_educationsetting",
        "settings_schools.view_artsmarkjourney",
        "settings_schools.add_artsmarkjourney",
        "settings_schools.change_artsmarkjourney",
        "enquiries.view_enquiryrecipient",
        # To settle what nobody answered; no field is changed by hand.
        "enquiries.change_enquiryrecipient",
        "enquiries.view_gapreport",
        "enquiries.change_gapreport",
        "enquiries.view_nametoinvite",
        "enquiries.change_nametoinvite",
        # Of organisations that their body leads: `enquiries.concerns.querysets`.
        "enquiries.view_concern",
        "enquiries.change_concern",
        "settings_schools.view_settingmembership",
        # To confirm who works for a setting, and who leads; no field is changed by hand.
        "settings_schools.change_settingmembership",
        "settings_schools.view_settingdomain",
        "settings_schools.add_settingdomain",
        "settings_schools.delete_settingdomain",
        "training.view_closedreport",
        "training.add_closedreport",
        "training.view_arealist",
        "training.add_arealist",
        "training.change_arealist",
        "training.delete_arealist",
        "training.view_trainingsession",
        "training.add_trainingsession",
        "training.change_trainingsession",
        "training.delete_trainingsession",
        "training.view_booking",
        "training.change_booking",
        "training.view_interestregistration",
        "training.change_interestregistration",
        "training.delete_interestregistration",
    ),
}


@transaction.atomic
def write_groups() -> None:
    """Make the groups in the database what they are here.

    Raises:
        Permission.DoesNotExist: a name above is of no permission.
    """
    for name, wanted in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([_permission(permission) for permission in wanted])


def _permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)
