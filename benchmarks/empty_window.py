"""The floor: a window of nothing, which says when it has been painted."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Empty(QWidget):
    """Nothing."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Say so once control is back with Qt, as the real window does."""
        QTimer.singleShot(0, lambda: print("painted", flush=True))


if __name__ == "__main__":
    application = QApplication(sys.argv)
    window = Empty()
    window.resize(1366, 768)
    window.show()
    application.exec()
