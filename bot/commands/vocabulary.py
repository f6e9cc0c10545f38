"""`coalitiewijzer vocabulary ...`."""

from bot.commands.outcome import guarded, say
from knowledge.guessing.model import MEANINGS_FILE, WORDS_FILE
from knowledge.learning import learn_meanings, learn_words


def learn_again(*, semantic: bool) -> int:
    """Learn from the sayings, and say which files were written; returns the exit code."""

    def command() -> int:
        learn_words()
        say(f"Learned from words: {WORDS_FILE}")
        if semantic:
            learn_meanings()
            say(f"Learned from meanings: {MEANINGS_FILE}")
        return 0

    return guarded(command)
