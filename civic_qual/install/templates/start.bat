@echo off
rem Installs civic_qual from the wheels beside this file, without a network, and opens a command line.
chcp 65001 >nul
setlocal
set "HERE=%~dp0"
if not defined CIVIC_QUAL_HOME set "CIVIC_QUAL_HOME=%LOCALAPPDATA%\civic_qual"
set "MARK=%CIVIC_QUAL_HOME%\installed-@MARK@"
rem Settings of pip on this computer may name places that are not there.
set "PIP_CONFIG_FILE=nul"
if exist "%MARK%" goto ready

set "PYTHON="
for %%v in (@PYTHONS@) do if not defined PYTHON py -%%v -c "" >nul 2>nul && set "PYTHON=py -%%v"
for %%v in (@PYTHONS@) do if not defined PYTHON python -c "import sys; sys.exit('%%d.%%d' %% sys.version_info[:2] != '%%v')" >nul 2>nul && set "PYTHON=python"
if not defined PYTHON goto no_python

@SAY_INSTALLING@
%PYTHON% -m venv "%CIVIC_QUAL_HOME%" || goto failed
"%CIVIC_QUAL_HOME%\Scripts\python.exe" -m pip --isolated --disable-pip-version-check install --quiet --upgrade --force-reinstall --no-index --find-links "%HERE%wheels" civic_qual || goto failed
del /q "%CIVIC_QUAL_HOME%\installed-*" >nul 2>nul
type nul >"%MARK%"

:ready
set "PATH=%CIVIC_QUAL_HOME%\Scripts;%PATH%"
@SAY_READY@
cd /d "%USERPROFILE%"
cmd /k
exit /b 0

:no_python
@SAY_NO_PYTHON@
pause
exit /b 1

:failed
@SAY_FAILED@
pause
exit /b 1
