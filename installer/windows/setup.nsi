; Set-up for Windows: for one user, without an administrator; made on Linux by installer/windows_setup.py.
; Given: VERSION (0.1.0), NUMBERS (0.1.0.0), FOLDER (the program's folder), ICON, TARGET (the file to write).
; Silent: setup.exe /S [/D=C:\folder] and uninstall.exe /S; silent removal never touches the office's data.
; Windows 10 and 11 of 64 bits, as the libraries inside: set-up is of the same kind.
Target amd64-unicode
Unicode true
SetCompressor /SOLID lzma
SetDateSave off
RequestExecutionLevel user
ManifestDPIAware true
!include "MUI2.nsh"
!include "FileFunc.nsh"
!define TITLE "驻镇帮扶工作队办公助手"
!define PROGRAM "banfu-desktop"
!define OWN "Software\banfu-desktop"
!define GONE "Software\Microsoft\Windows\CurrentVersion\Uninstall\banfu-desktop"
!define PACKAGE "banfu-desktop.package"

Name "${TITLE}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\banfu-desktop"
InstallDirRegKey HKCU "${OWN}" "ProgramFolder"
BrandingText "${TITLE} ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "${TITLE}"
VIAddVersionKey "FileDescription" "${TITLE} 安装程序"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
Var Data
!define MUI_DIRECTORYPAGE_VARIABLE $Data
!define MUI_PAGE_HEADER_TEXT "办公数据放在哪里"
!define MUI_PAGE_HEADER_SUBTEXT "数据和程序分开放，升级和卸载程序都不会动数据。"
!define MUI_DIRECTORYPAGE_TEXT_TOP "不确定就用下面的文件夹。已有数据的，选原来的文件夹，程序会接着用。不要选U盘，也不要选网盘同步的文件夹。"
!define MUI_DIRECTORYPAGE_TEXT_DESTINATION "数据文件夹"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE CheckData
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

Function .onInit
  ReadRegStr $Data HKCU "${OWN}" "DataFolder"
  StrCmp $Data "" 0 known
    StrCpy $Data "$LOCALAPPDATA\banfu-desktop\帮扶办数据"
  known:
FunctionEnd

; Not where programs lie, where others' rights and removals reach it, nor on the network.
Function CheckData
  StrLen $1 $PROGRAMFILES64
  StrCpy $2 $Data $1
  StrCmp $2 $PROGRAMFILES64 bad
  StrLen $1 $INSTDIR
  StrCpy $2 $Data $1
  StrCmp $2 $INSTDIR bad
  StrCpy $2 $Data 2
  StrCmp $2 "\\" bad
  Return
  bad:
    MessageBox MB_OK|MB_ICONEXCLAMATION "数据不能放在 Program Files、程序自己的文件夹或网络文件夹里，请换一个。"
    Abort
FunctionEnd

; A program that is running holds its own file: nothing is replaced before it is closed.
!macro Closed
  closed:
  IfFileExists "$INSTDIR\${PROGRAM}.exe" 0 +6
    ClearErrors
    FileOpen $0 "$INSTDIR\${PROGRAM}.exe" a
    IfErrors 0 +3
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${TITLE}还开着，请先关闭它，再点“重试”。" /SD IDCANCEL IDRETRY closed
      Abort
    FileClose $0
!macroend

; Only what set-up has put there goes; a folder in which the clerk keeps something of hers stays.
!macro Remove
  RMDir /r "$INSTDIR\lib"
  RMDir /r "$INSTDIR\DLLs"
  Delete "$INSTDIR\python311.zip"
  Delete "$INSTDIR\python311._pth"
  Delete "$INSTDIR\python311.dll"
  Delete "$INSTDIR\python3.dll"
  Delete "$INSTDIR\vcruntime140.dll"
  Delete "$INSTDIR\${PROGRAM}.exe"
  Delete "$INSTDIR\${PROGRAM}-cli.exe"
  Delete "$INSTDIR\NOTICE"
  Delete "$INSTDIR\LICENSE"
  Delete "$INSTDIR\CHANGELOG.md"
  Delete "$INSTDIR\manual.md"
  Delete "$INSTDIR\bom.json"
!macroend

Section
  !insertmacro Closed
  !insertmacro Remove
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${OWN}" "ProgramFolder" "$INSTDIR"
  WriteRegStr HKCU "${OWN}" "DataFolder" "$Data"
  CreateDirectory "$SMPROGRAMS\${TITLE}"
  CreateShortcut "$SMPROGRAMS\${TITLE}\${TITLE}.lnk" "$INSTDIR\${PROGRAM}.exe"
  CreateShortcut "$SMPROGRAMS\${TITLE}\卸载.lnk" "$INSTDIR\uninstall.exe"
  CreateShortcut "$DESKTOP\${TITLE}.lnk" "$INSTDIR\${PROGRAM}.exe"
  WriteRegStr HKCU "Software\Classes\.bfb" "" "${PACKAGE}"
  WriteRegStr HKCU "Software\Classes\${PACKAGE}" "" "驻镇帮扶上报包"
  WriteRegStr HKCU "Software\Classes\${PACKAGE}\DefaultIcon" "" "$INSTDIR\${PROGRAM}.exe,0"
  WriteRegStr HKCU "Software\Classes\${PACKAGE}\shell\open\command" "" '"$INSTDIR\${PROGRAM}.exe" "%1"'
  WriteRegStr HKCU "${GONE}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${GONE}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${GONE}" "DisplayIcon" "$INSTDIR\${PROGRAM}.exe"
  WriteRegStr HKCU "${GONE}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${GONE}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${GONE}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${GONE}" "NoModify" 1
  WriteRegDWORD HKCU "${GONE}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${GONE}" "EstimatedSize" "$0"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  !insertmacro Closed
  ReadRegStr $Data HKCU "${OWN}" "DataFolder"
  !insertmacro Remove
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  RMDir /r "$SMPROGRAMS\${TITLE}"
  Delete "$DESKTOP\${TITLE}.lnk"
  DeleteRegKey HKCU "Software\Classes\${PACKAGE}"
  ReadRegStr $0 HKCU "Software\Classes\.bfb" ""
  StrCmp $0 "${PACKAGE}" 0 others
    DeleteRegKey HKCU "Software\Classes\.bfb"
  others:
  DeleteRegKey HKCU "${GONE}"
  IfFileExists "$Data\office.db" 0 nothing
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON1 "办公数据还在：$Data$\r$\n$\r$\n要保留吗？选“否”就永久删除全部办公数据和备份。没有上报包或恢复卡的，请选“是”。" /SD IDYES IDYES nothing
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "删除以后找不回来。真的要删除 $Data 吗？" /SD IDNO IDNO nothing
    RMDir /r "$Data"
    DeleteRegKey HKCU "${OWN}"
  nothing:
SectionEnd
