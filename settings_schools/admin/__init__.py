"""The pages on which staff look after education settings and their people."""

from settings_schools.admin.people import SettingDomainAdmin, SettingMembershipAdmin

__all__ = ["SettingDomainAdmin", "SettingMembershipAdmin"]
