#!/bin/sh
# Real reports through the product with the built-in model, in plain words.
# Usage: EXTRACTOR=path/to/extractor sh scripts/demo.sh REPORT…
set -eu

# The wheel of the model's engine needs GCC's OpenMP library (libgomp1, 0.3 MB) from the system. A
# minimal Debian has none; who is root there may install it, anybody else is told what to ask for.
python="$(dirname "$EXTRACTOR")/python"
if ! "$python" -c 'import xllamacpp' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "⓪ 安装系统库 libgomp1 (内置模型需要) / installing the system library libgomp1 …"
    apt-get install -y -qq libgomp1 >/dev/null 2>&1 || {
      apt-get update -qq && apt-get install -y -qq libgomp1 >/dev/null; }
  else
    echo "✗ 内置模型缺少系统库, 请先运行 / the built-in model lacks a system library, please run:"
    echo "  sudo apt-get install libgomp1"
    exit 1
  fi
fi

echo
echo "① 取得内置模型 (约 1.1 GB, 只下载一次, 校验摘要)"
echo "   Getting the built-in model (1.1 GB, once; its digest is checked) …"
"$EXTRACTOR" model fetch

echo
echo "② 读取真实的绩效自评报告, 约一两分钟 / reading real reports, a minute or two:"
for report in "$@"; do echo "   $report"; done
status=0
"$EXTRACTOR" run "$@" --backend local || status=$?
case $status in
  0) ;;
  6) echo "   (报告已处理, 但有内容待人工确认 / processed; some of it waits for a person)" ;;
  *) echo "✗ 没有成功, 原因见上文 / that did not work, the reason is above."; exit "$status" ;;
esac

echo
echo "✓ 完成。结果在 workspace/ 里, 报告原文没有改动。"
echo "  Done. The results are in workspace/; the report itself is untouched."
echo
echo "  打开核对队列 / open the review queue:    $EXTRACTOR review"
echo "  原文中标出疑点 / the report, marked:     $EXTRACTOR show 001"
echo "  导出文件 / write files:                  $EXTRACTOR export --format jsonl out/"
echo "  换成您的报告 / your own report:          $EXTRACTOR run 报告.txt"
