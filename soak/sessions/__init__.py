"""Sessions and coffee, gone through again and again while the bot is being killed."""
