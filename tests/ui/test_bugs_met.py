"""Bugs that clerks met at the window, each for its whole kind, with the test that fails should it return."""

import ast
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parents[1]
MET = """
cli/test_cli
  a file as data folder founds an office: a_file_is_no_data_folder
rules/test_reimbursements_checks
  an invoice of a number only passes: an_invoice_of_a_number_only_covers_nothing_alone_or_beside_another
rules/test_subsidies
  two differences cancel out: what_is_paid_later_and_what_is_taken_back_are_never_added_up
services/test_assets
  an asset is paid by too small a voucher: cards_come_to_no_more_than_their_voucher_paid
  a reversed purchase asks for its card: a_purchase_that_was_reversed_wants_no_card
services/test_attendance
  an early return rewrites the approval: reporting_back_early_clears_the_rest
services/test_exams
  an exam is planned after somebody left: nobody_is_planned_for_a_day_after_leaving
  an undated plan silences its reminder: a_plan_without_a_day_stays_due
services/test_funds_books
  an earlier year cannot be opened: an_earlier_year_is_opened_behind_a_later_one
  a book keeps its first name: a_renamed_book_keeps_its_vouchers
services/test_roster_cases
  problems of an import name nobody: problems_name_person_sheet_and_cell
  an unusual heading is refused: a_heading_line_that_only_the_clerk_can_read_is_found_by_his_words
tables/test_settings
  the manual calls a setting unused: the_manual_calls_no_setting_unused
test_app
  nothing to undo is a modal box: nothing_to_take_back_is_only_a_notice
ui/county/test_county_walk
  the wheel turns one of the county: every_box_of_every_command_fits_a_small_screen_and_takes_the_keyboard
ui/pages/test_attendance
  absence on days to come: days_to_come_take_no_absence_but_show_leave_ahead
  keys past the last day overwrite it: typing_past_the_month_s_last_day_overwrites_nothing
  a notice covers the keys of the grid: an_edit_is_one_deed_and_ctrl_z_takes_it_back
  a rest day is proposed: no_rest_day_is_proposed_as_the_first_day_back
  a new leave is the leader's: a_leave_is_nobodys_until_somebody_was_chosen
ui/pages/test_backup
  Esc loses a transfer code: esc_does_not_lose_the_code_that_is_shown_once
  a card counts as checked that was never printed: only_the_last_group_of_the_card_will_do
  a new card makes one copied by hand void: a_key_copied_by_hand_is_not_made_void_without_a_word
  a card is shown to whoever passes by: where_there_is_a_password_no_card_is_shown_without_it
  a wrong character loses a code: a_wrong_character_of_its_code_loses_neither_the_code_nor_the_package
  no package, and its code is asked: a_file_that_is_no_package_is_refused_before_its_code_is_asked_for
ui/pages/test_choices
  the wheel turns a drop-down of a page: the_wheel_turns_no_drop_down_of_any_page
  a reload wipes what is typed: what_was_typed_survives_a_reload_in_every_page
ui/pages/test_funds
  posting asks first and refuses then: what_cannot_be_posted_is_refused_before_anything_is_asked
  opening a book cannot be left: a_book_of_another_source_is_opened_in_one_box_that_can_be_left
  opening balances are never asked: the_three_books_ask_what_they_began_with
  a book opened by mistake stays: a_book_opened_by_mistake_is_deleted_while_it_is_empty
  posting hides what the panel knows: posting_says_what_is_to_be_looked_at_before_it_is_for_good
  a year ends over open months: before_a_year_ends_its_open_months_and_unmatched_lines_of_the_bank_are_told
  two Enters end a year: neither_enter_nor_esc_ends_a_year
  a closed month is shown unasked: a_closed_month_that_nobody_asked_for_gives_way_to_the_present_one
  a chart has no legend: beside_the_picture_of_a_balance_stands_what_its_two_lines_are
ui/pages/test_home
  home counts a trail of yesterday: the_audit_trail_is_proven_and_counts_on_after_every_deed
  home comes back scrolled: whoever_comes_back_begins_at_the_top
ui/pages/test_insurance
  leavers are ticked as present: all_and_none_and_only_those_found
ui/pages/test_members
  a preview says one word of everybody: nothing_is_said_of_whoever_is_simply_new
  pasting members does nothing: rows_copied_in_a_spreadsheet_become_members_by_ctrl_v
ui/pages/test_office
  a renaming thought better of asks to be saved: a_renaming_thought_better_of_is_left_without_a_question
ui/pages/test_only_reading
  a dead green button: an_empty_office_offers_a_visitor_nothing_he_may_not_do
ui/pages/test_papers
  a form that is refused at its end: who_may_only_read_is_given_no_invoice_to_fill_in
ui/pages/test_preview
  the fund's yearly papers are not there: the_year_of_the_funds_and_its_notice_come_from_the_window
ui/pages/test_projects
  a start asks no day, a signed one is deleted: a_started_project_is_completed_with_a_note
ui/pages/test_reimbursements
  unreadable cells are dropped: a_cell_nobody_can_read_is_never_lost_unasked
  handing in hides what the panel knows: handing_in_says_what_the_panel_says
  the reversed one says nothing: a_claim_goes_from_draft_to_payment_and_is_taken_back
  a sum waits for the cell to be left: the_sum_follows_while_an_amount_is_typed
  the sum approved waits for it: the_sum_approved_follows_while_it_is_typed
ui/pages/test_settings
  settings are one flat list: what_a_clerk_changes_first_stands_first_and_a_group_is_said_once
ui/pages/test_sizes
  large letters push buttons and amounts off a small screen: every_page_can_be_seen_whole
ui/pages/test_subsidies_sheets
  a payment date cannot be corrected: a_wrong_payment_date_is_corrected_with_a_reason
ui/pages/test_walk
  Enter is dead in a list: every_box_fits_a_small_screen
  after a change of room typing is lost: the_keyboard_alone_reaches_everything_and_the_focus_is_seen
  a row looks chosen and its commands are grey: the_keyboard_alone_reaches_everything_and_the_focus_is_seen
ui/test_boxes
  the file box is half English: whatever_asks_for_a_file_or_a_folder_speaks_chinese
ui/test_choices
  the wheel turns one of a form or box: the_wheel_turns_no_drop_down_of_any_form_or_box
  anything is made that the wheel could turn: nothing_is_made_that_the_wheel_could_turn
ui/test_days
  a wrong day closes its box: a_wrong_day_keeps_the_box_open
ui/test_every_box
  an error line cuts its field in half: what_is_wrong_with_a_field_is_read_whole_in_every_box
  an error stands below the fold: what_is_wrong_with_the_last_field_of_a_long_panel_is_scrolled_to
ui/test_import_box
  a mended file must be chosen again: wrong_cells_are_named_and_the_file_may_be_mended_and_read_again
ui/test_locking
  what was shown once is gone after idling: when_idle_a_dialog_is_put_away_and_that_is_said_to_whoever_unlocks
ui/test_keys
  Enter is dead on a button: enter_presses_the_button_that_has_the_focus
  undo does nothing straight after saving: ctrl_z_straight_after_ctrl_s_takes_the_deed_back
  saving is swallowed by open proposals: ctrl_s_saves_while_proposals_are_open
  the focus jumps to the search: a_button_that_goes_with_its_deed_leaves_the_focus_on_the_page
  End does not reach the last row: home_and_end_reach_the_first_and_the_last_row
ui/test_list_page
  pasting into another list does nothing: what_cannot_be_pasted_into_a_list_is_said
ui/test_look
  long names are written too small to read: a_long_name_gets_a_little_smaller_and_is_then_elided
  a dashed line is solid: a_dashed_line_of_a_chart_is_dashed_at_every_size
  icons do not grow: icons_on_buttons_grow_with_the_text
ui/test_manners_of_lists
  a surname is sorted as another reading: names_are_sorted_as_their_surnames_are_read
  Esc after a hint closes the form: esc_takes_the_hint_away_before_the_form
ui/test_one_window
  a second start shows another window: a_second_start_has_the_first_window_shown
ui/test_opening
  a wrong character loses a recovery key: a_mistyped_recovery_key_is_asked_for_again
ui/test_record_form
  a masked number is moved: a_masked_number_stands_where_a_plain_text_does
ui/test_roles
  another inherits what is half typed: what_another_has_typed_is_asked_about_before_it_is_taken_over
ui/test_shell
  the first window is larger than its screen: a_window_as_large_as_the_screen_is_fitted_in_with_its_frame
ui/test_shown_once
  Esc loses a key shown once: what_is_shown_once_is_told_in_no_box_that_esc_closes
ui/test_table_view
  a text is cut beside free room: what_is_left_over_goes_to_the_widest_text
"""
"""By file, a line each: what a clerk met, and the test that would fail, without its test_."""

MISSED = """
printing/forms/test_fund_ledger
  a reversal is red on paper: the_amount_of_a_reversal_is_printed_in_red_ink
services/test_assets
  assets have numbers: numbers_are_the_offices_own_and_counted_on
  a part of an asset leaves: a_part_that_leaves_takes_its_share_and_what_stays_stays
  a sale names what it brought: proceeds_name_the_posted_income_they_came_in_by
services/test_funds_export
  a reversal is red in Excel: a_reversal_is_red_in_excel_as_on_the_screen_and_nothing_else_is
services/test_insurance
  no cover is green over a gap: a_newcomer_added_late_keeps_the_gap_from_arrival
services/test_ledger_cases
  a ledger's words are mapped: the_words_of_a_file_are_mapped_once_and_confirmed_for_the_next
services/test_letters
  a claim is said again after its refusal: what_was_refused_or_reversed_is_said_again_in_a_draft
  both sides of the bank come to one balance: both_sides_of_the_reconciliation_come_to_one_balance
  letters for what is owed: every_unit_that_owes_gets_a_letter_of_its_own_claims
services/test_projects
  projects have village and contractor: the_village_is_signed_and_the_contractor_comes_after_the_signatures
services/test_receipts
  the trail says what was refused: what_was_refused_stands_on_record_without_the_name_of_the_file
services/test_second_place
  what a rescue left behind stays on home: home_keeps_the_list_of_what_a_restore_left_behind
ui/pages/test_backup
  copies have a second place: the_second_place_is_chosen_and_said
ui/pages/test_bank
  a line of the bank is a voucher: a_line_becomes_a_draft_once_its_category_is_chosen_and_agrees_when_posted
ui/pages/test_funds
  a reversed voucher is said again: a_second_draft_of_one_reversed_voucher_is_asked_about
  the balance of a book is in sight: what_the_book_holds_is_in_sight_whatever_is_shown
  a reversal is red in the list: the_amount_of_a_reversal_and_nothing_else_is_painted_red_in_the_list
ui/pages/test_insurance
  amounts of a policy are each or all: amounts_said_the_other_way_are_told_before_they_are_kept
  the end of a policy is proposed: the_end_is_proposed_from_the_start_and_what_stands_there_stays
ui/pages/test_office
  two units are one: a_name_that_is_alike_is_the_same_unit_only_when_somebody_says_so
ui/pages/test_one_green_button
  one green button, grey says why: one_button_is_green_and_what_is_grey_says_why
ui/pages/test_person
  vouchers are a list of the year: all_vouchers_of_a_year_stand_in_one_list
ui/test_every_box
  one form a deed: no_deed_asks_in_several_boxes_of_one_field
ui/test_locking
  the trail says how it was opened: the_password_opens_and_the_login_is_on_record
ui/test_password_edit
  a password can be looked at: the_eye_shows_it_until_the_field_is_left
ui/test_record_form
  facts have room: a_fact_takes_the_whole_width_where_it_is_long
ui/test_welcome
  the data folder is chosen: the_data_go_where_the_clerk_says_and_an_office_found_there_is_opened
ui/test_words
  one number for a voucher: a_vouchers_number_is_written_in_one_way
  words that a clerk knows: no_text_uses_a_word_that_a_clerk_does_not_know
  the trail calls a field as its form: the_trail_calls_a_field_as_its_form_does
"""
"""What clerks missed and how they wanted it, told in the same way."""


def told(lines: str) -> Iterator[tuple[str, str, str]]:
    """What was met, the file, the test."""
    file = ""
    for line in lines.strip().splitlines():
        if line.startswith("  "):
            met, test = line.strip().split(": ")
            yield met, file, f"test_{test}"
        else:
            file = f"{line}.py"


def test_every_bug_met_has_a_test_that_is_there() -> None:
    every = [*told(MET), *told(MISSED)]
    tests = {
        file: {node.name for node in ast.walk(ast.parse((HERE / file).read_text("utf-8")))
               if isinstance(node, ast.FunctionDef)}
        for file in {file for _, file, _ in every}
    }  # fmt: skip
    assert [(met, test) for met, file, test in every if test not in tests[file]] == []
    assert len({met for met, _, _ in every}) == len(every) > 110
