; Every name that the program gives to something in the data folder; tests/installer/test_windows_names.py holds it
; against a real office. ? stands for one character, * for any; a folder goes when nothing of others' is left in it.

; Files of a name and of its full length: Windows takes a shorter name without a dot for one of many ? as well.
!macro DeleteOfLength FOLDER NAME LENGTH
  FindFirst $0 $1 "${FOLDER}\${NAME}"
  ${DoWhile} $1 != ""
    StrLen $2 $1
    ${If} $2 = ${LENGTH}
      Delete "${FOLDER}\$1"
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
!macroend

!macro DeleteOffice DATA
  Delete "${DATA}\office.db"
  Delete "${DATA}\office.db-wal"
  Delete "${DATA}\office.db-shm"
  Delete "${DATA}\office.db-journal"
  Delete "${DATA}\office.new.db"
  Delete "${DATA}\office.new.db-wal"
  Delete "${DATA}\office.new.db-shm"
  Delete "${DATA}\office.new.db.part"
  Delete "${DATA}\office.rotated.db"
  Delete "${DATA}\office.rotated.db-wal"
  Delete "${DATA}\office.rotated.db-shm"
  Delete "${DATA}\office.rotated.db.part"
  Delete "${DATA}\office.lock"
  Delete "${DATA}\keys.json"
  Delete "${DATA}\keys.json.part"
  Delete "${DATA}\attempts.json"
  Delete "${DATA}\attempts.json.part"
  Delete "${DATA}\home.last"
  Delete "${DATA}\home.last.part"
  Delete "${DATA}\restoring.work*"
  Delete "${DATA}\package.work*"
  Delete "${DATA}\escrow.work*"
  Delete "${DATA}\backups\office-????????-??????-*.db"
  Delete "${DATA}\backups\office-????????-??????-*.db-wal"
  Delete "${DATA}\backups\office-????????-??????-*.db-shm"
  Delete "${DATA}\backups\office-before-restore-????????-??????.db"
  Delete "${DATA}\backups\office-before-restore-????????-??????.db-wal"
  Delete "${DATA}\backups\office-before-restore-????????-??????.db*.work"
  Delete "${DATA}\backups\office-before-repair-????????-??????.db"
  Delete "${DATA}\backups\office-before-repair-????????-??????.db-wal"
  Delete "${DATA}\backups\office-before-repair-????????-??????.db.part"
  Delete "${DATA}\backups\before-upgrade-from-*.db"
  Delete "${DATA}\backups\before-upgrade-from-*.db.part"
  Delete "${DATA}\backups\copy.work*"
  Delete "${DATA}\backups\keys.json"
  Delete "${DATA}\backups\second-place.json"
  Delete "${DATA}\backups\second-place.json.new"
  !insertmacro DeleteOfLength "${DATA}\backups\attachments" "????????????????????????????????????????" 40
  !insertmacro DeleteOfLength "${DATA}\backups\attachments" "????????????????????????????????????????.part" 45
  RMDir "${DATA}\backups\attachments"
  RMDir "${DATA}\backups"
  RMDir "${DATA}"
!macroend
