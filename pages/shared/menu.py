"""The screens that work, in the order of the menu: file, icon. The first is what the bare address opens."""

SCREENS = (
    ("overview", ":material/home:"),
    ("overdue", ":material/schedule:"),
    ("cost", ":material/payments:"),
    ("agents", ":material/groups:"),
    ("complaints", ":material/feedback:"),
)
