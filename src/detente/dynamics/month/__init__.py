"""The equations of a month, one module a subject; `order.ORDER` puts them into their order."""
