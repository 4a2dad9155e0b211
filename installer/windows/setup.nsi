; The set-up for Windows: for this user only, no administrator, in Chinese.
;   /S            without questions       /D=FOLDER    where the program goes (last, without quotes)
;   /DATA=FOLDER  where the office goes   The uninstaller: /S keeps the data, always.
; Called by installer/windows_setup.py with VERSION, NUMBERS, SOURCE, ICON and OUT defined.
Unicode true
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma
CRCCheck force
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define PROGRAM "banfu-desktop"
!define TITLE "驻镇帮扶工作队办公助手"
!define KEY "Software\banfu-desktop"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\banfu-desktop"
!define TYPE "banfu-desktop.package"

Name "${TITLE}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${PROGRAM}"
InstallDirRegKey HKCU "${KEY}" "InstallFolder"
BrandingText "${TITLE} ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=2052 "ProductName" "${TITLE}"
VIAddVersionKey /LANG=2052 "FileDescription" "${TITLE}安装程序"
VIAddVersionKey /LANG=2052 "CompanyName" "banfu-desktop authors"
VIAddVersionKey /LANG=2052 "LegalCopyright" "Apache-2.0"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"

Var Data
Var Before

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TEXT "不联网，不需要管理员密码，只给当前用户安装。$\r$\n$\r$\n升级直接装在原来的位置，办公数据不动。安装前请先关闭正在运行的程序。"
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_HEADER_TEXT "程序放在哪里"
!define MUI_PAGE_HEADER_SUBTEXT "一般不用改"
!insertmacro MUI_PAGE_DIRECTORY
!define MUI_PAGE_HEADER_TEXT "办公数据放在哪里"
!define MUI_PAGE_HEADER_SUBTEXT "数据全部加密。请放在这台电脑自己的磁盘上，不要放在网络文件夹"
!define MUI_DIRECTORYPAGE_TEXT_TOP "花名册、考勤、补助、备份都放在这个文件夹里。卸载程序时它不会被动。"
!define MUI_DIRECTORYPAGE_TEXT_DESTINATION "数据文件夹"
!define MUI_DIRECTORYPAGE_VARIABLE $Data
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE CheckData
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\program\${PROGRAM}.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

Function .onInit
  ReadRegStr $Before HKCU "${KEY}" "DataFolder"
  StrCpy $Data $Before
  ${If} $Data == ""
    StrCpy $Data "$DOCUMENTS\帮扶办数据"
  ${EndIf}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DATA=" $1
  ${IfNot} ${Errors}
    StrCpy $Data $1
  ${EndIf}
FunctionEnd

; Not where programs lie: an uninstall or another user's rights would reach it there. Sets $0 to why not.
Function DataTrouble
  StrCpy $0 ""
  StrLen $1 $PROGRAMFILES64
  StrCpy $2 $Data $1
  StrLen $3 $INSTDIR
  StrCpy $4 $Data $3
  StrCpy $5 $Data 2
  ${If} $2 == $PROGRAMFILES64
    StrCpy $0 "数据不能放在 Program Files 里，请换一个文件夹。"
  ${ElseIf} $4 == $INSTDIR
    StrCpy $0 "数据不能放在程序的文件夹里，请换一个文件夹。"
  ${ElseIf} $5 == "\\"
    StrCpy $0 "数据不能放在网络文件夹里，请换一个这台电脑上的文件夹。"
  ${EndIf}
FunctionEnd

Function CheckData
  Call DataTrouble
  ${If} $0 != ""
    MessageBox MB_OK|MB_ICONEXCLAMATION "$0"
    Abort
  ${EndIf}
FunctionEnd

; A program that runs has its library open, and half an upgrade is no upgrade.
!macro WaitUntilClosed
  again:
  ${If} ${FileExists} "$INSTDIR\program\python311.dll"
    ClearErrors
    FileOpen $0 "$INSTDIR\program\python311.dll" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "程序正在运行。请先关闭它的窗口，再点“重试”。" /SD IDCANCEL IDRETRY again
      SetErrorLevel 2
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

Section "程序"
  Call DataTrouble
  ${If} $0 != ""
    SetErrorLevel 2
    Abort "$0"
  ${EndIf}
  !insertmacro WaitUntilClosed
  SetOverwrite on
  RMDir /r "$INSTDIR\program"
  SetOutPath "$INSTDIR\program"
  File /r "${SOURCE}/*"
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${KEY}" "InstallFolder" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "DataFolder" "$Data"
  SetOutPath "$INSTDIR\program"
  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\program\${PROGRAM}.exe" "" "$INSTDIR\program\${PROGRAM}.exe" 0
  CreateShortcut "$DESKTOP\${TITLE}.lnk" "$INSTDIR\program\${PROGRAM}.exe" "" "$INSTDIR\program\${PROGRAM}.exe" 0
  WriteRegStr HKCU "Software\Classes\.bfb" "" "${TYPE}"
  WriteRegStr HKCU "Software\Classes\${TYPE}" "" "驻镇帮扶上报包"
  WriteRegStr HKCU "Software\Classes\${TYPE}\DefaultIcon" "" "$INSTDIR\program\${PROGRAM}.exe,0"
  WriteRegStr HKCU "Software\Classes\${TYPE}\shell\open" "" "校验并恢复"
  WriteRegStr HKCU "Software\Classes\${TYPE}\shell\open\command" "" '"$INSTDIR\program\${PROGRAM}.exe" "%1"'
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\program\${PROGRAM}.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "banfu-desktop authors"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  !insertmacro WaitUntilClosed
  ReadRegStr $Data HKCU "${KEY}" "DataFolder"
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\program"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  Delete "$DESKTOP\${TITLE}.lnk"
  DeleteRegKey HKCU "Software\Classes\${TYPE}"
  ReadRegStr $0 HKCU "Software\Classes\.bfb" ""
  ${If} $0 == "${TYPE}"
    DeleteRegKey HKCU "Software\Classes\.bfb"
  ${EndIf}
  DeleteRegKey HKCU "${UNINSTALL}"
  ; The data are the clerk's: kept unless she says otherwise twice, and only what is an office is ever deleted.
  ${If} $Data != ""
  ${AndIf} ${FileExists} "$Data\office.db"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON1 "程序已卸载。办公数据还在：$\r$\n$Data$\r$\n$\r$\n要保留这些数据吗？（以后重新安装可以接着用）" /SD IDYES IDYES kept
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "删除以后找不回来，本机备份也会一起删除。$\r$\n确认已经导出上报包，真的要删除吗？" /SD IDNO IDNO kept
    RMDir /r "$Data"
    DeleteRegKey HKCU "${KEY}"
  ${EndIf}
  kept:
  DeleteRegValue HKCU "${KEY}" "InstallFolder"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
