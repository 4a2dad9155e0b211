"""The allowance room: letters about 乡镇工作补贴 (六(一)), and the rules the others stand under (六(四))."""
