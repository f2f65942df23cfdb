from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# The part of BCP 47 that people need: language, script, region, variants.
CODE = r"\A[a-zA-Z]{2,3}(-[a-zA-Z]{4})?(-([a-zA-Z]{2}|[0-9]{3}))?(-[a-zA-Z0-9]{5,8}){0,2}\Z"

validate_language = RegexValidator(
    CODE, _("Enter the code of a language, such as cy for Welsh or pt-BR for Brazilian Portuguese.")
)
