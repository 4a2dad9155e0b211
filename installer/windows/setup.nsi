; Set-up for Windows: for one user, without an administrator; made on Linux by installer/windows_setup.py.
; Given: VERSION (0.1.0), NUMBERS (0.1.0.0), FOLDER (the program's folder), LIST (its files, then its folders), ICON,
; WELCOME and HEADER (pictures), COMPANY, TARGET (the file to write).
; Silent: setup.exe /S [/D=C:\folder] and uninstall.exe /S; silent removal never touches the office's data.
; A program of 32 bits, so that it starts where the libraries inside would not, and can say why.
Target x86-unicode
Unicode true
SetCompressor /SOLID lzma
SetDateSave off
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS all
!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "WinVer.nsh"
!include "x64.nsh"
!include "office-files.nsh"
!define TITLE "驻镇帮扶工作队办公助手"
!define PROGRAM "banfu-desktop"
!define DATA "帮扶办数据"
!define OWN "Software\banfu-desktop"
!define GONE "Software\Microsoft\Windows\CurrentVersion\Uninstall\banfu-desktop"
!define PACKAGE "banfu-desktop.package"
!define INSTALLED "files.list"
!define UNTOUCHED "没有安装，什么也没有改动。"

Name "${TITLE}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\banfu-desktop"
InstallDirRegKey HKCU "${OWN}" "ProgramFolder"
BrandingText "${TITLE} ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey "CompanyName" "${COMPANY}"
VIAddVersionKey "ProductName" "${TITLE}"
VIAddVersionKey "FileDescription" "${TITLE} 安装程序"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${WELCOME}"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "${WELCOME}"
!define MUI_HEADERIMAGE
!define MUI_HEADERIMAGE_RIGHT
!define MUI_HEADERIMAGE_BITMAP "${HEADER}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "安装${TITLE}"
!define MUI_WELCOMEPAGE_TEXT "只给现在登录的用户安装，不要管理员密码，不联网。$\r$\n$\r$\n电脑上已有旧版的，先关闭它，再像这样装新版：办公数据不会动。$\r$\n$\r$\n点“下一步”继续。"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
Var Data
!define MUI_DIRECTORYPAGE_VARIABLE $Data
!define MUI_PAGE_HEADER_TEXT "办公数据放在哪里"
!define MUI_PAGE_HEADER_SUBTEXT "数据和程序分开放，升级和卸载程序都不会动数据。"
!define MUI_DIRECTORYPAGE_TEXT_TOP "不确定就用下面的文件夹。已有数据的，选原来的文件夹，程序会接着用；选别的文件夹，会在里面另建一个“${DATA}”。不要选U盘，也不要选网盘同步的文件夹。"
!define MUI_DIRECTORYPAGE_TEXT_DESTINATION "数据文件夹"
!define MUI_PAGE_CUSTOMFUNCTION_SHOW HideNeed
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE CheckData
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

!macro Refuse SENTENCE
  MessageBox MB_OK|MB_ICONSTOP "${SENTENCE}${UNTOUCHED}" /SD IDOK
  SetErrorLevel 3
  Quit
!macroend

Function .onInit
  ${IfNot} ${AtLeastWin10}
    !insertmacro Refuse "这台电脑的 Windows 太旧。本程序只能在 64 位的 Windows 10 或 Windows 11 上运行，请换一台电脑，或升级系统后再装。"
  ${EndIf}
  ${IfNot} ${RunningX64}
    !insertmacro Refuse "这台电脑装的是 32 位的 Windows。本程序只能在 64 位的 Windows 10 或 Windows 11 上运行，请换一台电脑，或改装 64 位系统后再装。"
  ${EndIf}
  ${If} ${IsNativeARM64}
  ${AndIfNot} ${AtLeastBuild} 22000
    !insertmacro Refuse "这台电脑是 ARM 处理器的 Windows 10。本程序在 ARM 电脑上要 Windows 11，请换一台电脑，或升级系统后再装。"
  ${EndIf}
  ReadRegStr $Data HKCU "${OWN}" "DataFolder"
  ${If} $Data == ""
    Call ChooseData
  ${EndIf}
FunctionEnd

; Where an office is already; else on D:, which a system put on anew leaves alone; else in the user's own folder.
Function ChooseData
  StrCpy $Data "$LOCALAPPDATA\banfu-desktop\${DATA}"
  IfFileExists "$Data\office.db" chosen
  System::Call 'kernel32::GetDriveTypeW(w "D:\") i .r0'
  ${If} $0 == 3 ; DRIVE_FIXED: no disc, no stick, no network
    ${DriveSpace} "D:\" "/D=F /S=M" $0
    ClearErrors
    CreateDirectory "D:\${DATA}"
    IfErrors chosen
    RMDir "D:\${DATA}" ; stays when something is in it
    ${If} $0 > 2000
      StrCpy $Data "D:\${DATA}"
    ${EndIf}
  ${EndIf}
  chosen:
FunctionEnd

; What the page says is needed is what the program takes, not the data.
Function HideNeed
  ShowWindow $mui.DirectoryPage.SpaceRequired ${SW_HIDE}
FunctionEnd

; Data lie in a folder of their own name, or where an office is already.
Function OwnFolder
  StrCpy $1 $Data 1 -1
  ${If} $1 == "\"
    StrCpy $Data $Data -1
  ${EndIf}
  ${GetFileName} "$Data" $1
  ${If} $1 != "${DATA}"
  ${AndIfNot} ${FileExists} "$Data\office.db"
    StrCpy $Data "$Data\${DATA}"
  ${EndIf}
FunctionEnd

; Not where programs lie, where others' rights and removals reach it, nor elsewhere. The page may write what was typed
; into $Data once more, so that the section asks OwnFolder again.
Function CheckData
  Call OwnFolder
  StrCpy $2 $Data 2
  StrCmp $2 "\\" bad
  StrCpy $3 $Data 3
  System::Call 'kernel32::GetDriveTypeW(w r3) i .r0'
  StrCmp $0 4 bad ; DRIVE_REMOTE
  StrLen $1 "$PROGRAMFILES64\"
  StrCpy $2 "$Data\" $1
  StrCmp $2 "$PROGRAMFILES64\" bad
  StrLen $1 "$PROGRAMFILES32\"
  StrCpy $2 "$Data\" $1
  StrCmp $2 "$PROGRAMFILES32\" bad
  StrLen $1 "$INSTDIR\"
  StrCpy $2 "$Data\" $1
  StrCmp $2 "$INSTDIR\" bad
  ${If} $0 == 2 ; DRIVE_REMOVABLE
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$3 像是U盘：拔掉以后程序就打不开数据，U盘也容易坏。确定要放在这里吗？" IDYES +2
    Abort
  ${EndIf}
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

; Only what set-up has put there goes, file by file as its list says (a name a line; a folder ends with \ and goes when
; it is empty): whatever the clerk keeps in the program's folder stays.
; A function, since for every step of a section the progress bar is drawn, which takes longer than the deleting.
!macro Listed UN
Function ${UN}RemoveListed ; $1: the list, open
  ${Do}
    FileReadUTF16LE $1 $2
    ${If} ${Errors}
      ${ExitDo}
    ${EndIf}
    StrCpy $3 $2 1 -1
    ${If} $3 == "$\n"
      StrCpy $2 $2 -1
    ${EndIf}
    StrCpy $3 $2 1 -1
    ${If} $2 == ""
      ${Continue}
    ${ElseIf} $3 == "\"
      RMDir "$INSTDIR\$2"
    ${Else}
      Delete "$INSTDIR\$2"
    ${EndIf}
  ${Loop}
FunctionEnd
!macroend
!insertmacro Listed ""
!insertmacro Listed "un."

!macro Remove UN OTHERWISE
  ClearErrors
  FileOpen $1 "$INSTDIR\${INSTALLED}" r
  ${If} ${Errors}
    ClearErrors
    FileOpen $1 "${OTHERWISE}" r
  ${EndIf}
  ${IfNot} ${Errors}
    DetailPrint "正在删除程序文件……"
    SetDetailsPrint none ; nor a line for each of them
    Call ${UN}RemoveListed
    FileClose $1
    Delete "$INSTDIR\${INSTALLED}"
    SetDetailsPrint both
  ${EndIf}
!macroend

Section
  Call OwnFolder
  ${If} ${FileExists} "$INSTDIR\*.*" ; a first time has nothing to remove
    !insertmacro Closed
    InitPluginsDir
    File "/oname=$PLUGINSDIR\${INSTALLED}" "${LIST}"
    !insertmacro Remove "" "$PLUGINSDIR\${INSTALLED}"
  ${EndIf}
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}/*.*"
  File "/oname=${INSTALLED}" "${LIST}"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  DetailPrint "办公数据的文件夹：$Data"
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
  WriteRegStr HKCU "${GONE}" "Publisher" "${COMPANY}"
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
  !insertmacro Remove "un." ""
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}\${TITLE}.lnk"
  Delete "$SMPROGRAMS\${TITLE}\卸载.lnk"
  RMDir "$SMPROGRAMS\${TITLE}"
  Delete "$DESKTOP\${TITLE}.lnk"
  DeleteRegKey HKCU "Software\Classes\${PACKAGE}"
  ReadRegStr $0 HKCU "Software\Classes\.bfb" ""
  StrCmp $0 "${PACKAGE}" 0 others
    DeleteRegKey HKCU "Software\Classes\.bfb"
  others:
  DeleteRegKey HKCU "${GONE}"
  ${If} ${FileExists} "$INSTDIR\*.*"
    MessageBox MB_OK|MB_ICONINFORMATION "程序已经卸载。$INSTDIR 里还有不是本程序的文件，没有删除。" /SD IDOK
  ${EndIf}
  IfFileExists "$Data\office.db" 0 nothing
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON1 "办公数据还在：$Data$\r$\n$\r$\n要保留吗？选“否”就永久删除这里的全部办公数据和备份，另存在别处的不动。没有上报包或恢复卡的，请选“是”。" /SD IDYES IDYES nothing
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "删除以后找不回来。真的要删除 $Data 里的办公数据和备份吗？$\r$\n$\r$\n您自己放在里面的文件不会删除。" /SD IDNO IDNO nothing
    !insertmacro DeleteOffice "$Data"
    DeleteRegKey HKCU "${OWN}"
    IfFileExists "$Data\office.db" 0 +3
      MessageBox MB_OK|MB_ICONEXCLAMATION "办公数据没有删掉，可能有别的程序正在用它。请关闭后自己删除：$Data" /SD IDOK
      Goto nothing
    IfFileExists "$Data\*.*" 0 nothing
      MessageBox MB_OK|MB_ICONINFORMATION "办公数据和备份已经删除。$Data 里还有不是本程序的文件，没有删除。" /SD IDOK
  nothing:
SectionEnd
