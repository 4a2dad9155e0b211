#!/bin/sh
# 从U盘运行，不用安装，不用管理员密码：sh run.sh
# 数据放在本文件夹的“帮扶办数据”里；要放到别处：sh run.sh --data 文件夹（或设 BANFU_DATA）。
here=$(dirname "$(readlink -f "$0")")
data=${BANFU_DATA:-$here/帮扶办数据}
program=$here/program/banfu-desktop
if [ -x "$program" ]; then
  exec "$program" --data "$data" "$@"
fi
# FAT 格式的U盘不记“可执行”，改由系统的装载器来启动
for loader in /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1; do
  if [ -x "$loader" ]; then exec "$loader" "$program" --data "$data" "$@"; fi
done
echo "这台电脑不能从这个U盘运行程序，请把整个文件夹复制到自己的主文件夹里再试。" >&2
exit 1
