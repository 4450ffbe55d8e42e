"""Addresses of the mail channel's own pages."""

from django.urls import path

from handrail.channels.email import views

app_name = "email"
urlpatterns = [
    path("", views.kept, name="kept"),
    path("<int:number>/raw", views.raw, name="raw"),
    path("<int:number>/tries", views.another_try, name="tries"),
]
