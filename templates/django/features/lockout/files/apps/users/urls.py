from django.contrib.auth import views
from django.urls import path, reverse_lazy

from apps.users.forms import PasswordResetForm

urlpatterns = [
    path(
        "log-in",
        views.LoginView.as_view(
            template_name="accounts/log_in.html", redirect_authenticated_user=True
        ),
        name="log-in",
    ),
    path("log-out", views.LogoutView.as_view(), name="log-out"),
    path(
        "password",
        views.PasswordChangeView.as_view(
            template_name="accounts/password.html", success_url=reverse_lazy("password-changed")
        ),
        name="password",
    ),
    path(
        "password/changed",
        views.PasswordChangeDoneView.as_view(template_name="accounts/password_changed.html"),
        name="password-changed",
    ),
    path(
        "password/forgotten",
        views.PasswordResetView.as_view(
            form_class=PasswordResetForm,
            template_name="accounts/forgotten.html",
            subject_template_name="accounts/forgotten_subject.txt",
            email_template_name="accounts/forgotten_mail.txt",
            success_url=reverse_lazy("password-sent"),
        ),
        name="password-forgotten",
    ),
    path(
        "password/sent",
        views.PasswordResetDoneView.as_view(template_name="accounts/forgotten_sent.html"),
        name="password-sent",
    ),
    path(
        "password/<uidb64>/<token>",
        views.PasswordResetConfirmView.as_view(
            template_name="accounts/new_password.html",
            success_url=reverse_lazy("password-replaced"),
        ),
        name="password-new",
    ),
    path(
        "password/replaced",
        views.PasswordResetCompleteView.as_view(template_name="accounts/new_password_set.html"),
        name="password-replaced",
    ),
]
