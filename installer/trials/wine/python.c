/* Starts python311.dll beside it with the arguments it is given: the runtime of the set-up has no python.exe. */
#include <windows.h>

typedef int (*py_main)(int, wchar_t **);

int wmain(int argc, wchar_t **argv)
{
    static wchar_t place[32768];
    HMODULE python;

    GetModuleFileNameW(NULL, place, 32700);
    wcscpy(wcsrchr(place, L'\\') + 1, L"python311.dll");
    python = LoadLibraryExW(place, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    return ((py_main)(void (*)(void))GetProcAddress(python, "Py_Main"))(argc, argv);
}
