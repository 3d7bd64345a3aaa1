from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "enquiries"

    def ready(self) -> None:
        from enquiries.desk import piles_of_enquiries
        from partners.desk.piles import MORE_PILES

        MORE_PILES.append(piles_of_enquiries)
