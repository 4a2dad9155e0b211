/* Starts the program with the Python that lies beside it; compiled twice, for the window and for the command line.
 *
 * The clerk's choice of a data folder, made at set-up, is handed on as BANFU_DATA.
 */
#include <windows.h>
#include <wchar.h>

#define PYTHON L"python311.dll"
#define KEY L"Software\\banfu-desktop"

typedef int (*py_main)(int, wchar_t **);

static int refuse(const wchar_t *text)
{
    MessageBoxW(NULL, text, L"驻镇帮扶工作队办公助手", MB_OK | MB_ICONERROR);
    return 3;
}

/* Whether this is Windows 10 or later; asked of the system itself, which tells programs without a manifest less. */
static int is_new_enough(void)
{
    RTL_OSVERSIONINFOW said = {sizeof said};
    LONG(WINAPI *ask)(RTL_OSVERSIONINFOW *) =
        (void *)GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlGetVersion");

    return ask == NULL || ask(&said) != 0 || said.dwMajorVersion >= 10;
}

/* What set-up wrote down, unless the caller has said otherwise. */
static void choose_data(void)
{
    wchar_t folder[1024];
    DWORD size = sizeof folder;

    if (GetEnvironmentVariableW(L"BANFU_DATA", NULL, 0) != 0)
        return;
    if (RegGetValueW(HKEY_CURRENT_USER, KEY, L"DataFolder", RRF_RT_REG_SZ, NULL, folder, &size) == ERROR_SUCCESS
        && folder[0] != L'\0')
        SetEnvironmentVariableW(L"BANFU_DATA", folder);
}

int wmain(int argc, wchar_t **argv)
{
    static wchar_t place[32768];
    wchar_t *end, **given;
    HMODULE python;
    py_main start;
    int i, n = 0;

    if (!is_new_enough())
        return refuse(L"这台电脑的 Windows 太旧。本程序只能在 64 位的 Windows 10 或 Windows 11 上运行。办公数据没有被动过。");
    if (GetModuleFileNameW(NULL, place, 32700) == 0 || (end = wcsrchr(place, L'\\')) == NULL)
        return refuse(L"找不到程序所在的文件夹，请重新安装。");
    wcscpy(end + 1, PYTHON);
    python = LoadLibraryExW(place, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (python == NULL)
        return refuse(L"程序文件不全，请重新安装。办公数据没有被动过。");
    start = (py_main)(void (*)(void))GetProcAddress(python, "Py_Main");
    given = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, (argc + 6) * sizeof *given);
    if (start == NULL || given == NULL)
        return refuse(L"程序文件不全，请重新安装。办公数据没有被动过。");
    choose_data();
    given[n++] = argv[0];
    given[n++] = L"-X";
    given[n++] = L"utf8";
    given[n++] = L"-m";
    given[n++] = L"banfu_desktop";
    for (i = 1; i < argc; i++)
        given[n++] = argv[i];
    return start(n, given);
}
