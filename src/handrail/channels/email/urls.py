"""Addresses of the mail channel's own pages."""

from django.urls import path

from handrail.channels.email import administration, views, webhook_pages

app_name = "email"
urlpatterns = [
    path("", views.kept, name="kept"),
    path("log", administration.log, name="log"),
    path("tries", administration.tries, name="tries_all"),
    path("mailboxes", administration.mailboxes, name="mailboxes"),
    path("mailboxes/new", administration.mailbox, name="mailbox_new"),
    path("mailboxes/<int:pk>", administration.mailbox, name="mailbox"),
    path("mailboxes/<int:pk>/removal", administration.removal, name="mailbox_removal"),
    path("webhooks/new", webhook_pages.webhook, name="webhook_new"),
    path("webhooks/<int:pk>", webhook_pages.webhook, name="webhook"),
    path("webhooks/<int:pk>/removal", webhook_pages.removal, name="webhook_removal"),
    path("<int:number>/raw", views.raw, name="raw"),
    path("<int:number>/tries", views.another_try, name="tries"),
]
