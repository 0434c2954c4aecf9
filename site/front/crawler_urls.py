"""Addresses for crawlers, at the root of the site."""

from django.urls import path

from front.robots import robots
from front.sitemaps import news_sitemap, sitemap, sitemap_index

urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemaps/<slug:code>-<int:number>.xml", sitemap, name="sitemap_file"),
    path("news-sitemap.xml", news_sitemap, name="news_sitemap"),
]
