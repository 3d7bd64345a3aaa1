"""All settings, from the environment. `docs/operations.md` lists the variables."""

from email.utils import formataddr
from pathlib import Path

import pghistory
from django.utils.csp import CSP

from artsmark_site import environment, local, logs

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = local.var()

# --- Where the site is, and what follows from it ------------------------------------------
SITE_URL = environment.site_url("SITE_URL", "http://localhost:8000")
IS_HTTPS = SITE_URL.scheme == "https"
# Before a path of ours it makes a whole address.
SITE_ADDRESS = SITE_URL.geturl().rstrip("/")
DEBUG = environment.flag("DEBUG", default=False)
SECRET_KEY = environment.secret("SECRET_KEY")
ALLOWED_HOSTS = [SITE_URL.hostname]
if not IS_HTTPS:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"{SITE_URL.scheme}://{SITE_URL.netloc}"]

# Visitors without a cookie get the page that the last one got, until something changes.
KEEP_SEARCH_PAGES = environment.flag("KEEP_SEARCH_PAGES", default=not DEBUG)

# --- Names that change when bodies change -------------------------------------------------
SITE_NAME = "Artsmark Partners"
PROGRAMME_NAME = "Artsmark Partnership Programme"
BRIDGE_NOUN = "Bridge Organisation"
# Whom e-mails are from, and sign.
SENDER_NAME = "Artsmark Partners"

# How long a partnership lasts before it is renewed.
PARTNERSHIP_MONTHS = 24

# What others may do with the open data: for whoever runs the site to say.
OPEN_DATA_LICENCE = environment.text(
    "OPEN_DATA_LICENCE", "No licence is stated: ask before you publish this again."
)

# Who runs the site, with a postal address, and how visitors reach them: for them to say.
SITE_RUN_BY = environment.public_line("SITE_RUN_BY")
SITE_CONTACT = environment.public_line("SITE_CONTACT")

# --- The house ----------------------------------------------------------------------------
INSTALLED_APPS = [
    "artsmark_site",
    "artsmark_site.information",
    "enquiries",
    "settings_schools",
    "partners.search",
    "partners",
    "accounts",
    "reference",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "artsmark_site.staff_site.StaffSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "procrastinate.contrib.django",
    "pghistory",
    "pgtrigger",
]
ROOT_URLCONF = "artsmark_site.urls"
WSGI_APPLICATION = "artsmark_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CSRF_FAILURE_VIEW = "artsmark_site.views.form_not_accepted"

MIDDLEWARE = [
    # Those that add headers stand outside of those that answer: every answer carries them.
    "artsmark_site.middleware.request_id",
    "artsmark_site.middleware.send_no_body_to_head",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "artsmark_site.middleware.security_headers",
    "partners.open_data.middleware.answer_programs_in_json",
    "artsmark_site.middleware.answer_the_load_balancer",
    "artsmark_site.middleware.refuse_unknown_hosts",
    "django.middleware.security.SecurityMiddleware",
    "artsmark_site.middleware.heed_refused_encodings",
    "artsmark_site.middleware.compress_anonymous_pages",
    "artsmark_site.middleware.refuse_unreadable_input",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "artsmark_site.middleware.keep_personal_pages_private",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.sessions.EndOldSessions",
    "accounts.typed.KeepWhatIsTyped",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "artsmark_site.middleware.NameWhoWrites",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "artsmark_site.context.site",
            ],
        },
    }
]
FORM_RENDERER = "artsmark_site.forms.FieldRenderer"

# --- The database -------------------------------------------------------------------------
# Persistent connections, one a thread, checked before use: a restarted server costs nobody
# an error. Statement and lock timeouts belong to the database role
# (docs/operations.md).
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        **environment.postgres_url("DATABASE_URL"),
    }
}
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 3)  # type: ignore[attr-defined]

# --- The history of rows ------------------------------------------------------------------
# A table beside each (`accounts.history`), never changed, with who did it in its own rows.
PGHISTORY_APPEND_ONLY = True
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="+", db_index=True)
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# --- Who may do what ----------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_HASHERS = ["accounts.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "accounts.passwords.NotEasilyGuessed"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.sign_up.NameForm"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "add_email": "accounts.forms.ChangeEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "reauthenticate": "accounts.forms.PasswordAgainForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1 / 24
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
# A school has one address for all its staff: what is tight is counted for each account, and the
# limits for an address are such that a full staff room does not meet them.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "30/m/ip,5/300s/key",
    "signup": "60/m/ip",
    "reset_password": "60/m/ip,3/h/key",
    "reset_password_from_key": "60/m/ip",
    "confirm_email": "1/60s/key,3/h/key",
}
# nginx says who asks (deploy/nginx.conf); what visitors claim beyond it is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = 1

MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
# Half a minute late is not wrong: codes are typed from another screen.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.CodeAgainForm",
    "activate_totp": "accounts.forms.FirstCodeForm",
}

# Forms that anybody may send are refused sooner than this (`artsmark_site.forms.ForAnybody`).
LEAST_SECONDS_TO_FILL_IN = 2

# Limits that all processes share, and that outlive them: counted in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # Above this, counts are thrown away before their time: Django's 300 is one busy evening.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Figures ------------------------------------------------------------------------------
# Seconds between two writings of what a process counted (`partners.figures.buffer`): so much is
# lost with one that is killed. 0 writes at once; None counts nothing.
FIGURES_WRITTEN_EVERY: float | None = 10

# --- Headers and cookies ------------------------------------------------------------------
# A nonce reaches the header only on pages that use one: those of the admin.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
# The longest of all; `accounts.sessions` says who is signed out sooner.
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
if IS_HTTPS:
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"

# Where a visitor without an account has their shortlist found again: a key and nothing else.
SHORTLIST_COOKIE_NAME = "__Host-shortlist" if IS_HTTPS else "shortlist"
# Where a browser has what its visitor is asking found again: a number and a key, signed.
ENQUIRY_COOKIE_NAME = "__Host-enquiry" if IS_HTTPS else "enquiry"
# Cookies that no public page looks at: who has no others is sent what everybody is sent.
COOKIES_OF_NO_PUBLIC_PAGE = frozenset({SHORTLIST_COOKIE_NAME, ENQUIRY_COOKIE_NAME})

# --- Input limits --------------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# --- Language and time --------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False
FORMAT_MODULE_PATH = "artsmark_site.formats"

# --- Files --------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(environment.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(environment.text("MEDIA_ROOT", str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- E-mail -------------------------------------------------------------------------------
# Over https the mail server of this machine, if no other is named; else files to look at.
_MAIL_SERVER = "smtp://localhost:25" if IS_HTTPS else (VAR_DIR / "mail").absolute().as_uri()
MAILERS = {"default": environment.mail_server("MAIL_SERVER", _MAIL_SERVER)}
DEFAULT_FROM_EMAIL = formataddr(
    (SENDER_NAME, environment.text("MAIL_FROM", f"no-reply@{SITE_URL.hostname}"))
)

# --- Jobs ---------------------------------------------------------------------------------
# One job at a time, with a sign of life every two seconds: measured, this loses none when
# workers are killed (docs/operations.md).
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 1,
    "update_heartbeat_interval": 2,
    "stalled_worker_timeout": 8,
    "delete_jobs": "successful",
}

# --- Logs ---------------------------------------------------------------------------------
LOGGING = logs.configuration(
    level=environment.text("LOG_LEVEL", "INFO"),
    loggers={
        # Django's own handlers would mail the administrators; everything goes to one stream.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # A line for each job, and one looks for stalled ones every five seconds.
        "procrastinate": {"level": "WARNING"},
    },
)
