"""The style sheet in standard sizes; look.py scales its pixels and fills in its @colours."""

STYLE = """
QWidget { color: @text; }
QFrame[look="ground"] { background: @ground; }
QDialog { background: @card; }
QToolTip { background: @text; color: @card; border: 0px; padding: 6px 8px; }

QFrame[look="navigation"] { background: #FBFCFC; border-right: 1px solid @line; }
QLabel { qproperty-textFormat: PlainText; }
QLabel[look="town"] { font-size: 16px; font-weight: bold; padding: 0px 12px; }
QLabel[look="group"] { font-size: 13px; color: @secondary; padding: 4px 12px 0px 12px; }
QPushButton[look="room"], QPushButton[look="room-bare"] {
  background: transparent; border: 2px solid transparent; border-radius: 6px;
  text-align: left; padding: 0px 10px; min-height: 24px; max-height: 24px; }
QPushButton[look="room-bare"], QPushButton[look="find-bare"] { padding-left: 32px; }
QPushButton[look="room"]:hover { background: @grey-ground; }
QPushButton[look="room"]:checked { background: @accent-ground; color: @accent; font-weight: bold; }
QPushButton[look="room"]:focus { border-color: @accent; }
QPushButton[look="find"], QPushButton[look="find-bare"] {
  background: @card; border: 1px solid @line; color: @secondary; border-radius: 6px;
  text-align: left; padding: 0px 8px; min-height: 30px; max-height: 30px; }
QPushButton[look="find"]:hover { border-color: @frame; }
QPushButton[look="find"]:focus { border: 2px solid @accent; padding: 0px 7px;
  min-height: 28px; max-height: 28px; }
QLabel[look="status"] { font-size: 13px; color: @secondary; padding: 0px 12px; }

QLabel[look="title"] { font-size: 20px; font-weight: bold; }
QLabel[look="period-label"] { font-size: 14px; color: @text; padding: 0px 4px; }
QLabel[look="secondary"] { color: @secondary; font-size: 13px; }
QLabel[look="small"] { color: @secondary; font-size: 12px; }
QLabel[look="strong"] { font-weight: bold; }
QLabel[look="red"] { color: @red; }
QLabel[look="key-number"] { color: @secondary; font-size: 12px; padding-top: 8px; }
QLabel[look="key-group"] { font-size: 22px; font-weight: bold; }
QLabel[look="section"] { font-weight: bold; padding-top: 8px; qproperty-indent: 0; }
QLabel[look="heading"] { font-size: 16px; font-weight: bold; }
QLabel[look="empty"] { color: @secondary; font-size: 14px; }
QLabel[look="chip"] { qproperty-alignment: AlignCenter; border-radius: 9px; padding: 0px 8px;
  font-size: 12px;
  min-height: 20px; max-height: 20px; }
QFrame[look="card"] { background: @card; border: 1px solid @line; border-radius: 8px; }

QPushButton { icon-size: 16px; }
QPushButton, QToolButton { background: @card; border: 1px solid @frame; border-radius: 6px;
  padding: 0px 12px; min-height: 30px; max-height: 30px; }
QPushButton:hover, QToolButton:hover { background: @ground; border-color: @faint; }
QPushButton:pressed, QToolButton:pressed { background: @grey-ground; }
QPushButton:focus, QToolButton:focus { border: 2px solid @accent; padding: 0px 11px;
  min-height: 28px; max-height: 28px; }
QPushButton:disabled, QToolButton:disabled, QToolButton[grey="true"] { color: @faint; background: @ground;
  border-color: @line; }
QToolButton[grey="true"]:focus { border-color: @accent; }
*[look="primary"] { background: @accent; border-color: @accent; color: @card; font-weight: bold; }
*[look="primary"]:hover { background: @accent-dark; border-color: @accent-dark; }
*[look="primary"]:focus { border: 2px solid @text; }
*[look="primary"]:disabled, QToolButton[look="primary"][grey="true"] { background: @line; border-color: @line;
  color: @secondary; }
QToolButton[look="primary"][grey="true"]:focus { border: 2px solid @text; }
QPushButton[look="danger"] { background: @red; border-color: @red; color: @card; font-weight: bold; }
QPushButton[look="danger"]:focus { border: 2px solid @text; }
QPushButton[look="link"] { background: transparent; border-color: transparent; color: @accent;
  padding: 0px 8px; }
QPushButton[look="link"]:hover { background: @accent-ground; }
QPushButton[look="link"]:focus { border: 2px solid @accent; padding: 0px 7px; }
QPushButton[look="link-small"], QPushButton[look="entry"] { background: transparent;
  border: 1px solid transparent; color: @accent; padding: 0px 2px;
  font-size: 13px; min-height: 18px; max-height: 18px; }
QPushButton[look="entry"] { color: @text; font-size: 14px; text-align: left; }
QPushButton[look="link-small"]:hover, QPushButton[look="entry"]:hover { background: @accent-ground;
  color: @accent; }
QPushButton[look="link-small"]:focus, QPushButton[look="entry"]:focus { border: 2px solid @accent;
  padding: 0px 1px; min-height: 16px; max-height: 16px; }
QToolButton[look="flat"] { background: transparent; border: 1px solid transparent; padding: 0px 5px; }
QToolButton[look="turn"] { background: transparent; border: 1px solid transparent; padding: 0px 2px;
  min-height: 18px; max-height: 18px; }
QToolButton[look="turn"]:hover { background: @grey-ground; }
QToolButton[look="flat"]:checked { background: @accent-ground; color: @accent; font-weight: bold; }
QToolButton[look="flat"]:hover { background: @grey-ground; }
QToolButton[look="flat"]:focus { border: 2px solid @accent; padding: 0px 4px; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0px; }

QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QTimeEdit { background: @card; border: 1px solid @frame;
  border-radius: 6px; padding: 0px 8px; selection-background-color: @accent; selection-color: @card; }
QLineEdit, QComboBox, QSpinBox, QTimeEdit { min-height: 30px; max-height: 30px; }
QPlainTextEdit { padding: 4px 4px; }
QTextEdit#report-text { border: 0px; background: @card; selection-background-color: @accent;
  selection-color: @card; }
QLineEdit QToolButton { min-height: 0px; max-height: 20px; border: 0px; padding: 0px 0px;
  background: transparent; }
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover { border-color: @faint; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QTimeEdit:focus { border: 2px solid @accent;
  padding: 0px 7px; min-height: 28px; max-height: 28px; }
QPlainTextEdit:focus { border: 2px solid @accent; padding: 3px 3px; }
QLineEdit[trouble="error"], QPlainTextEdit[trouble="error"], QComboBox[trouble="error"] {
  border-color: @red; }
QLineEdit[trouble="warning"], QPlainTextEdit[trouble="warning"], QComboBox[trouble="warning"] {
  border-color: @amber; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled { background: @ground; color: @faint;
  border-color: @line; }
QLineEdit[sealed="true"], QPlainTextEdit[sealed="true"], QComboBox[sealed="true"] {
  background: transparent; border: 1px solid transparent; padding: 0px 0px; }
QComboBox QLineEdit { border: 0px; padding: 0px 0px; min-height: 0px; background: transparent; }
QComboBox::drop-down { border: 0px; width: 24px; }
QComboBox::down-arrow { image: url("@icons/chevron-down.svg"); width: 16px; height: 16px; }
QComboBox[sealed="true"]::down-arrow { image: none; }
QComboBox QAbstractItemView, QListView, QTreeView { background: @card; border: 1px solid @line;
  outline: 0px; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0px 8px; }
QAbstractItemView { selection-background-color: @accent-ground; selection-color: @text; }
QListWidget[look="bare"] { border: 0px; background: transparent; }
QListWidget[look="bare"]::item { border-radius: 6px; padding: 0px 8px; }
QListWidget[look="bare"]::item:hover { background: @ground; }
QListWidget[look="bare"]::item:selected { background: @accent-ground; color: @text; }
QListWidget#files, QListWidget#invoices { border: 1px solid @line; border-radius: 6px; padding: 2px; }
QListWidget#files:focus, QListWidget#invoices:focus { border-color: @accent; }
QTreeWidget#pack-tree { border: 0px; }
QAbstractItemView::indicator { width: 18px; height: 18px; border: 1px solid @frame; border-radius: 4px;
  background: @card; }
QAbstractItemView::indicator:checked { background: @accent; border-color: @accent;
  image: url("@icons/check-white.svg"); }
QAbstractItemView::indicator:indeterminate, QCheckBox::indicator:indeterminate { background: @accent;
  border-color: @accent; image: url("@icons/minus-white.svg"); }
QAbstractItemView::indicator:disabled { background: @ground; border-color: @line; }
QListWidget#people { border-radius: 6px; padding: 4px; }
QListWidget#people::item { min-height: 28px; padding: 0px 4px; border-radius: 6px; }
QListWidget#people::item:hover { background: @ground; }
QListWidget#people::item:selected { background: @accent-ground; color: @text; }
QListWidget#people:focus { border-color: @accent; }
QFrame[look="hair"] { background: @line; }
QLabel[look="chosen"] { color: @accent; font-size: 13px; font-weight: bold; }
QTreeWidget#pay-tree { border: 1px solid @line; border-radius: 8px; }
QTreeWidget#pay-tree:focus { border-color: @accent; }
QTreeWidget#pay-tree::item { min-height: 30px; padding-right: 8px; }
QListWidget#problem-list, QListWidget#plan-warnings { border-radius: 6px; }
QListWidget#problem-list::item, QListWidget#plan-warnings::item { padding: 4px 8px; }
QCalendarWidget { min-width: 288px; min-height: 264px; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: @card; }
QCalendarWidget QToolButton { border: 1px solid transparent; background: transparent; padding: 0px 8px; }
QCalendarWidget QToolButton:hover { background: @grey-ground; }
QCalendarWidget QToolButton#qt_calendar_prevmonth { qproperty-icon: url("@icons/chevron-left.svg"); }
QCalendarWidget QToolButton#qt_calendar_nextmonth { qproperty-icon: url("@icons/chevron-right.svg"); }
QCalendarWidget QTableView { border: 0px; border-radius: 0px; selection-background-color: @accent;
  selection-color: @card; }
QFrame[look="stepper"] { background: @card; border: 1px solid @frame; border-radius: 6px; }
QLineEdit[look="stepped"], QLineEdit[look="stepped"]:focus { border: 0px; background: transparent;
  padding: 0px 2px; min-height: 24px; max-height: 24px; }
QLineEdit[look="stepped"]:focus { color: @accent; font-weight: bold; }
QFrame[look="stepper"] QToolButton { min-height: 22px; max-height: 22px; border: 0px; padding: 0px 0px;
  background: transparent; }
QFrame[look="stepper"] QToolButton:hover { background: @grey-ground; }
QRadioButton { spacing: 8px; min-height: 24px; }
QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid @frame; border-radius: 8px;
    background: @card; }
QRadioButton::indicator:hover { border-color: @faint; }
QRadioButton::indicator:focus { border: 2px solid @accent; width: 14px; height: 14px; }
QRadioButton::indicator:checked { border: 5px solid @accent; width: 8px; height: 8px; }
QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 18px; height: 18px; border: 1px solid @frame; border-radius: 4px;
  background: @card; }
QCheckBox::indicator:hover { border-color: @faint; }
QCheckBox::indicator:focus { border: 2px solid @accent; width: 16px; height: 16px; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent;
  image: url("@icons/check-white.svg"); }
QCheckBox::indicator:disabled { background: @ground; border-color: @line; }

QMenu { background: @card; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 6px 32px 6px 12px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: @accent-ground; color: @text; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }

QAbstractScrollArea[look="timeline"] { background: @card; border: 1px solid @line; border-radius: 8px; }
QAbstractScrollArea[look="timeline"]:focus { border-color: @accent; }
QTableView { background: @card; border: 1px solid @line; border-radius: 8px; gridline-color: transparent;
  outline: 0px; }
QTableView:focus { border-color: @accent; }
QHeaderView { background: transparent; border: 0px; }
QHeaderView::section { background: transparent; color: @secondary; border: 0px;
  border-bottom: 1px solid @line; padding: 0px 12px; font-size: 13px; }
QHeaderView::section:hover { color: @text; }
QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0px; height: 0px; }
QTableCornerButton::section { background: transparent; border: 0px; }
QLabel[look="corner"] { color: @secondary; font-size: 13px; border: 0px; border-bottom: 1px solid @line; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0px; }
QScrollBar::handle { background: @scroll; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: 0px; }
QScrollArea { background: transparent; border: 0px; }
QScrollArea#panel-scroll { border: 2px solid transparent; border-radius: 6px; }
QScrollArea#panel-scroll:focus { border-color: @accent; }
QWidget[look="plain"] { background: transparent; }
QScrollArea#page-scroll > QWidget#qt_scrollarea_viewport { background: transparent; }
QProgressBar { background: @line; border: 0px; border-radius: 4px; min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: @accent; border-radius: 4px; }

QFrame[look="switch"] { background: @grey-ground; border-radius: 6px; }
QPushButton[look="segment"] { background: transparent; border: 1px solid transparent; color: @secondary;
  padding: 0px 10px; min-height: 26px; max-height: 26px; }
QPushButton[look="segment"]:hover { color: @text; }
QPushButton[look="segment"]:checked { background: @card; border-color: @frame; color: @text;
  font-weight: bold; }
QPushButton[look="segment"]:focus { border: 2px solid @accent; padding: 0px 9px; min-height: 24px;
  max-height: 24px; }
QPushButton[look="pill"] { background: #E7F0FA; border: 1px solid transparent; border-radius: 9px;
  color: #1F5FA8; font-size: 12px; padding: 0px 8px; min-height: 18px; max-height: 18px; }
QPushButton[look="pill"]:hover { border-color: #1F5FA8; }
QPushButton[look="pill"]:focus { border: 2px solid @accent; padding: 0px 7px; min-height: 16px;
  max-height: 16px; }

QFrame[look="due-line"] { background: transparent; border: 2px solid transparent; border-radius: 6px; }
QFrame[look="due-line"]:hover { background: @ground; }
QFrame[look="due-line"]:focus { border-color: @accent; background: @ground; }
QFrame[look="due-band"] { border: 0px; }
QFrame[look="due-deeds"] { background: @ground; border: 0px; padding: 0px 8px; }
QFrame[look="due-foot"] { border: 0px; border-top: 1px solid #EEF1F4; }
QLabel[look="due-late"] { color: @red; font-size: 13px; }
QLabel[look="due-today"] { color: @amber; font-size: 13px; }

QFrame[look="notice"] { background: @text; border-radius: 8px; }
QFrame[look="notice"] QLabel { color: @card; }
QFrame[look="notice"] QPushButton { background: transparent; border: 1px solid transparent; color: #9FD8C5;
  font-weight: bold; }
QFrame[look="notice"] QPushButton:hover { background: #2E3A48; }
QFrame[look="notice"] QPushButton:focus { border: 2px solid #9FD8C5; }
QLabel[look="field-label"] { font-size: 13px; color: @secondary; }
QLabel[look="field-error"] { font-size: 13px; color: @red; }
QLabel[look="field-warning"] { font-size: 13px; color: @amber; }
QFrame[look="banner-amber"] { background: @amber-ground; border-radius: 6px; }
QFrame[look="banner-amber"] QLabel { color: @amber; }
QFrame[look="banner-red"] { background: @red-ground; border-radius: 6px; }
QFrame[look="banner-red"] QLabel { color: @red; }
"""
