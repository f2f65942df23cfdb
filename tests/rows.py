from django.apps import apps


def every_row(*app_labels: str) -> dict[str, list[dict]]:
    """All that the database holds for these apps (or for all), by table, many-to-many too."""
    return {
        model._meta.db_table: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if not app_labels or model._meta.app_label in app_labels
    }
