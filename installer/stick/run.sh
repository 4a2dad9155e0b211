#!/bin/sh
# 从U盘运行，不用安装，不用管理员密码：双击，选“运行”；或在终端里 sh run.sh
# 数据放在本文件夹的“帮扶办数据”里；要放到别处：sh run.sh --data 文件夹（或设 BANFU_DATA）。
here=$(dirname "$(readlink -f "$0")")
data=${BANFU_DATA:-$here/帮扶办数据}
program=$here/program/banfu-desktop
title=驻镇帮扶工作队办公助手

# 双击时没有终端，说明写在小窗口里；连小窗口也没有，就写成一个文件再打开它。
refuse() {
  printf '%s\n' "$1" >&2
  if [ ! -t 2 ] && [ -n "$DISPLAY$WAYLAND_DISPLAY" ]; then
    if command -v zenity >/dev/null; then zenity --error --width=480 --title="$title" --text="$1"
    elif command -v kdialog >/dev/null; then kdialog --title "$title" --error "$1"
    elif command -v qarma >/dev/null; then qarma --error --title="$title" --text="$1"
    elif command -v yad >/dev/null; then yad --error --title="$title" --text="$1" --button=OK
    else
      note=$here/打不开的原因.txt
      printf '%s\n' "$1" 2>/dev/null >"$note" || { note=${TMPDIR:-/tmp}/打不开的原因.txt; printf '%s\n' "$1" >"$note"; }
      command -v xdg-open >/dev/null && xdg-open "$note"
    fi
  fi
  exit 3
}

machine=$(uname -m)
case $machine in
  @MACHINE@) ;;
  loongarch64 | mips64*) refuse "这台电脑是龙芯处理器（$machine）。本程序所用的组件没有龙芯版，不支持龙芯，请换一台 @KIND@ 的电脑。" ;;
  *) refuse "这台电脑的处理器是 $machine，这个U盘里的程序是给 @KIND@ 的电脑用的。请向发放程序的人要对应的版本，或换一台电脑。" ;;
esac

libc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc //')
major=${libc%%.*} minor=${libc#*.} minor=${minor%%.*}
if [ -n "$libc" ] && [ "$major" -le 2 ] && { [ "$major" -lt 2 ] || [ "$minor" -lt @MINOR@ ]; }; then
  refuse "这台电脑的系统太旧（glibc $libc），本程序要 glibc 2.@MINOR@ 以上：统信 UOS 20、银河麒麟 V10 SP1、Debian 10、Ubuntu 20.04 或更新的系统。请换一台电脑，或升级系统。U盘上的数据没有动过。"
fi
[ -f "$program" ] || refuse "U盘上的文件不全（没有 program 文件夹），请把整个文件夹重新复制一遍。"

# FAT 格式的U盘不记“可执行”，由系统的装载器来启动；装载器也知道系统里还缺哪些组件。
for loader in /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1 ''; do
  [ -x "$loader" ] && break
done
if [ -n "$loader" ] && [ -n "$DISPLAY$WAYLAND_DISPLAY" ]; then
  inside=$here/program/_internal
  lacking=$("$loader" --library-path "$inside" --list "$inside/PySide6/Qt/plugins/platforms/libqxcb.so" 2>/dev/null |
    sed -n 's/^[[:space:]]*\([^ ]*\) => not found.*/\1/p' | sort -u | tr '\n' ' ')
  [ -z "$lacking" ] || refuse "这台电脑的系统缺少下面的组件，窗口打不开：
$lacking
请系统管理员装上，或换一台装有图形桌面的电脑。U盘上的数据没有动过。"
fi

if [ -x "$program" ]; then
  exec "$program" --data "$data" "$@"
fi
[ -n "$loader" ] || refuse "这台电脑不能从这个U盘运行程序，请把整个文件夹复制到自己的主文件夹里再试。"
exec "$loader" "$program" --data "$data" "$@"
